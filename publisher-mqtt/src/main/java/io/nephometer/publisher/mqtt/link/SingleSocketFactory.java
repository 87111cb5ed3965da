package io.nephometer.publisher.mqtt.link;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** A socket factory that always returns the same socket. */
final class SingleSocketFactory extends SocketFactory {

    private final Socket socket;

    SingleSocketFactory(Socket socket) {
        this.socket = socket;
    }

    @Override
    public Socket createSocket() {
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
        throw new UnsupportedOperationException();
    }
}
