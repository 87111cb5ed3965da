package io.nephometer.publisher.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that is not an MQTT broker, or a faulty one. */
final class FaultyServer implements AutoCloseable {

    /** Handles a connection. */
    interface Behaviour {
        void meet(Socket client) throws IOException;
    }

    /** Never sends anything. */
    static final Behaviour MUTE = client -> {};

    /** Closes the connection. */
    static final Behaviour CLOSES = Socket::close;

    /** Accepts the session, then neither reads nor sends anything. */
    static final Behaviour FREEZES = client -> {
        client.setReceiveBufferSize(4096);
        client.getInputStream().read();
        client.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
    };

    /** Accepts the session and closes the connection at once. */
    static final Behaviour ACCEPTS_AND_CLOSES = client -> {
        client.getInputStream().read();
        client.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
        client.close();
    };

    /** Refuses the session with a code of MQTT 5. */
    static final Behaviour IS_BUSY = client -> {
        client.getInputStream().read();
        client.getOutputStream().write(new byte[] {0x20, 2, 0, (byte) 137});
    };

    private final ServerSocket entry;
    private final Behaviour behaviour;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger met = new AtomicInteger();

    FaultyServer(Behaviour behaviour) throws IOException {
        this(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), behaviour);
    }

    FaultyServer(ServerSocket entry, Behaviour behaviour) {
        this.entry = entry;
        this.behaviour = behaviour;
        Thread thread = new Thread(this::accept, "odd server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entry.accept();
                met.incrementAndGet();
                open.add(client);
                behaviour.meet(client);
            }
        } catch (IOException e) {
            // it was closed
        }
    }

    int port() {
        return entry.getLocalPort();
    }

    int met() {
        return met.get();
    }

    @Override
    public void close() throws IOException {
        entry.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
