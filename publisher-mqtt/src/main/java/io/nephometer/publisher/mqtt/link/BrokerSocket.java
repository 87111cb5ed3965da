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

/** The TCP or TLS connection under MQTT, which another thread can cut at any moment of its life. */
final class BrokerSocket extends Socket {

    private final String host;
    private final int port;
    private final SSLSocketFactory tls;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final Socket wire = new QuickAckSocket(answered);
    private final CountDownLatch spoken = new CountDownLatch(1);

    private Socket talk = wire; // or the TLS connection over it
    private volatile Thread speaker;
    private boolean connected;
    private boolean cut;

    /** @param tls null for plain TCP */
    BrokerSocket(String host, int port, SSLSocketFactory tls) {
        this.host = host;
        this.port = port;
        this.tls = tls;
    }

    /**
     * Connects to the broker it was made for, not to the address: what looks that up cannot be cut, nor does the client
     * know all names that the resolver knows.
     */
    @Override
    public void connect(SocketAddress ignored, int timeout) throws IOException {
        wire.setTcpNoDelay(true); // else the end of a document waits until the broker's TCP has acknowledged the rest
        wire.connect(new InetSocketAddress(host, port), timeout);
        if (tls != null) {
            wire.setSoTimeout(timeout);
            talk = handshake();
        }
        synchronized (this) {
            if (cut) {
                throw new SocketException("cut");
            }
            connected = true;
        }
    }

    private SSLSocket handshake() throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(wire, host.replaceAll("[\\[\\]]", ""), port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must be this host's
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secured.setSSLParameters(parameters);
        try {
            secured.startHandshake();
        } catch (SocketTimeoutException e) {
            throw e; // which is no answer
        } catch (IOException e) {
            throw new HandshakeException(TlsErrors.handshake(e), e);
        }
        return secured;
    }

    /** Ends the connection, or keeps it from coming about. */
    void cut() {
        boolean starting;
        synchronized (this) {
            cut = true;
            starting = connected;
        }
        try {
            if (starting) {
                spoken.await(1, TimeUnit.SECONDS); // a few tenths: see ClientInput
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void speaks() {
        speaker = Thread.currentThread();
        spoken.countDown();
    }

    /**
     * Waits for the end of the client's sending thread, which may have missed that it is to stop just before it began to
     * wait for work; an interruption makes it look again.
     */
    void awaitSpeakersEnd() throws InterruptedException {
        Thread thread = speaker;
        for (int i = 0; thread != null && thread.isAlive() && i < 100; i++) {
            thread.interrupt();
            thread.join(10);
        }
    }

    /** Closes TCP and not TLS, which would wait for the broker to read what it has been sent. */
    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException e) {
            // nothing can be done about a socket that does not even close
        }
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        wire.setSoTimeout(timeout);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new BrokerInputStream(talk.getInputStream(), spoken, answered, tls != null);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new BrokerOutputStream(talk.getOutputStream(), this::speaks, answered);
    }
}
