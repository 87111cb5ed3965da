package io.nephometer.publisher.mqtt.link;

import io.nephometer.publisher.mqtt.tls.HandshakeException;
import io.nephometer.publisher.mqtt.tls.TlsErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** The TCP or TLS connection that carries MQTT. Any thread may abort the connection at any time. */
final class BrokerSocket extends Socket {

    private final String host;
    private final int port;
    private final SSLSocketFactory tls;
    private final int maxPacketBytes;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final Socket tcp = new QuickAckSocket(answered);
    private final CountDownLatch sent = new CountDownLatch(1);

    private Socket stream = tcp; // replaced by the TLS connection, if any
    private volatile Thread sender;
    private boolean connected;
    private boolean cut;

    /**
     * @param tls the factory for TLS connections, or null for plain TCP
     * @param maxPacketBytes the maximum size of a packet from the broker in bytes; a larger packet ends the connection
     */
    BrokerSocket(String host, int port, SSLSocketFactory tls, int maxPacketBytes) {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.maxPacketBytes = maxPacketBytes;
    }

    /**
     * Connects to the host and port that were passed to the constructor. The given address is ignored because an
     * address lookup performed by Paho cannot be aborted. In addition, Paho rejects some host names that the resolver
     * accepts.
     */
    @Override
    public void connect(SocketAddress ignored, int timeout) throws IOException {
        tcp.setTcpNoDelay(true); // otherwise the end of a document is held back until the rest is acknowledged
        tcp.connect(new InetSocketAddress(host, port), timeout);
        if (tls != null) {
            tcp.setSoTimeout(timeout);
            stream = handshake();
        }
        synchronized (this) {
            if (cut) {
                throw new SocketException("cut");
            }
            connected = true;
        }
    }

    private SSLSocket handshake() throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(tcp, host.replaceAll("[\\[\\]]", ""), port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // checks that the certificate belongs to this host
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secured.setSSLParameters(parameters);
        try {
            secured.startHandshake();
        } catch (SocketTimeoutException e) {
            throw e; // a timeout is reported as no answer
        } catch (IOException e) {
            throw new HandshakeException(TlsErrors.handshake(e), e);
        }
        return secured;
    }

    /** Closes the connection or prevents it from being established. */
    void cut() {
        boolean wasConnected;
        synchronized (this) {
            cut = true;
            wasConnected = connected;
        }
        try {
            if (wasConnected) {
                sent.await(1, TimeUnit.SECONDS); // usually milliseconds: see BrokerInputStream
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void sends() {
        sender = Thread.currentThread();
        sent.countDown();
    }

    /**
     * Waits until the client's sending thread has ended. The thread may miss a stop request that arrives just before
     * the thread begins to wait for work, so the thread is interrupted repeatedly to make it check for the request
     * again.
     */
    void awaitSenderEnd() throws InterruptedException {
        Thread thread = sender;
        for (int i = 0; thread != null && thread.isAlive() && i < 100; i++) {
            thread.interrupt();
            thread.join(10);
        }
    }

    /**
     * Closes the TCP connection directly, because closing the TLS connection would block until the broker has read all
     * data.
     */
    @Override
    public void close() {
        try {
            tcp.close();
        } catch (IOException e) {
            // there is no other way to close it
        }
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        tcp.setSoTimeout(timeout);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new BrokerInputStream(stream.getInputStream(), sent, answered, tls != null, maxPacketBytes);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new BrokerOutputStream(stream.getOutputStream(), this::sends, answered);
    }
}
