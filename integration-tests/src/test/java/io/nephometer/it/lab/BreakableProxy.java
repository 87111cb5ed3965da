package io.nephometer.it.lab;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy before a broker that passes, holds, cuts or tears each packet as a test wants, and can be shut. */
public final class BreakableProxy implements AutoCloseable {

    /** What happens to a packet. */
    public enum Fate {
        PASS,
        /** It waits, with all behind it, until the rule changes. */
        HOLD,
        /** The connection is cut before it. */
        CUT,
        /** Half of it passes, then the connection is cut. */
        TEAR
    }

    /** Decides about each packet, on the thread that carries it. */
    public interface Rule {
        Fate of(boolean toBroker, MqttPacket packet);
    }

    /** What a new connection finds. */
    public enum Gate {
        OPEN,
        /** It is accepted and ended at once. */
        SHUT,
        /** It is accepted and never answered. */
        SILENT
    }

    private final ServerSocket server;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Rule rule = (toBroker, packet) -> Fate.PASS;
    private volatile Gate gate = Gate.OPEN;

    public BreakableProxy(int port) {
        this.port = port;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("accept", this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Returns how many connections were opened so far. */
    public int accepted() {
        return accepted.get();
    }

    public void rule(Rule next) {
        rule = next;
    }

    /** Sets what new connections find; open ones stay. */
    public void gate(Gate next) {
        gate = next;
    }

    /** Resets all open connections. */
    public void cut() {
        sockets.forEach(BreakableProxy::reset);
    }

    private static void run(String name, Runnable loop) {
        Thread thread = new Thread(loop, "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                join(server.accept());
            } catch (IOException e) {
                // closed, or the broker is away
            }
        }
    }

    private void join(Socket client) throws IOException {
        accepted.incrementAndGet();
        sockets.add(client);
        if (gate == Gate.SILENT) {
            return;
        }
        if (gate == Gate.SHUT) {
            reset(client);
            return;
        }
        Socket broker;
        try {
            broker = new Socket(InetAddress.getLoopbackAddress(), port);
        } catch (IOException e) {
            reset(client);
            throw e;
        }
        client.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
        sockets.add(broker);
        run("to-broker", () -> carry(true, client, broker));
        run("to-client", () -> carry(false, broker, client));
    }

    private void carry(boolean toBroker, Socket from, Socket to) {
        try {
            InputStream in = new BufferedInputStream(from.getInputStream(), 1 << 16);
            OutputStream out = to.getOutputStream();
            while (pass(toBroker, MqttPacket.read(in), out)) {
                // the next one
            }
        } catch (IOException e) {
            // one of the two has ended it
        } finally {
            reset(from);
            reset(to);
        }
    }

    private boolean pass(boolean toBroker, MqttPacket packet, OutputStream out) throws IOException {
        Fate fate = rule.of(toBroker, packet);
        while (fate == Fate.HOLD && !server.isClosed()) {
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            fate = rule.of(toBroker, packet);
        }
        switch (fate) {
            case PASS -> out.write(packet.bytes());
            case TEAR -> out.write(packet.bytes(), 0, packet.bytes().length / 2);
            default -> {
                return false;
            }
        }
        return fate == Fate.PASS;
    }

    private static void reset(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
