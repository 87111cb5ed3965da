package io.nephometer.publisher.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy to the broker that can be cut or blocked. */
final class FaultyProxy implements AutoCloseable {

    private final ServerSocket entry = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final int broker;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile boolean blocked;

    FaultyProxy(int broker) throws IOException {
        this.broker = broker;
        run("proxy entry", this::accept);
    }

    int port() {
        return entry.getLocalPort();
    }

    /** Forwards nothing from now on. */
    void block() {
        blocked = true;
    }

    /** Forwards new connections again. */
    void unblock() {
        blocked = false;
    }

    /** Resets all connections at both ends. */
    void cut() {
        open.forEach(socket -> {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        open.clear();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = entry.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), broker);
            open.addAll(List.of(client, server));
            run("proxy up", () -> copy(client.getInputStream(), server.getOutputStream()));
            run("proxy down", () -> copy(server.getInputStream(), client.getOutputStream()));
        }
    }

    private void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int n = from.read(buffer); n >= 0 && !blocked; n = from.read(buffer)) {
            to.write(buffer, 0, n);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // it was cut, or an end was closed
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        entry.close();
        cut();
    }
}
