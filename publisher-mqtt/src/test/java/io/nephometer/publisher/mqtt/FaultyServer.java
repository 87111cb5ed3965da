package io.nephometer.publisher.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Something that listens and is no broker. */
final class FaultyServer implements AutoCloseable {

    /** What it does with a connection. */
    interface Behaviour {
        void meet(Socket client) throws IOException;
    }

    /** Says nothing, ever. */
    static final Behaviour MUTE = client -> {};

    /** Hangs up. */
    static final Behaviour HANGS_UP = Socket::close;

    /** Accepts the session and then neither reads nor says anything. */
    static final Behaviour FREEZES = client -> {
        client.setReceiveBufferSize(4096);
        client.getInputStream().read();
        client.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
    };

    /** Accepts the session and hangs up at once. */
    static final Behaviour ACCEPTS_AND_HANGS_UP = client -> {
        client.getInputStream().read();
        client.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
        client.close();
    };

    /** Refuses the session by a code of MQTT 5. */
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
