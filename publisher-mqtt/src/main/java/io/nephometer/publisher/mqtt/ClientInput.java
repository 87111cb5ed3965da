package io.nephometer.publisher.mqtt;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a broker says, silent until the client has spoken. Paho starts its threads one after the other and waits until
 * each runs; one that has already ended, because the broker hung up at once, it would wait for without end.
 */
final class ClientInput extends FilterInputStream {

    private final CountDownLatch spoken;

    ClientInput(InputStream in, CountDownLatch spoken) {
        super(new BufferedInputStream(in));
        this.spoken = spoken;
    }

    @Override
    public int read() throws IOException {
        awaitSpoken();
        return super.read();
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        awaitSpoken();
        return super.read(to, offset, length);
    }

    @Override
    public int available() throws IOException {
        return spoken.getCount() > 0 ? 0 : super.available();
    }

    private void awaitSpoken() throws IOException {
        try {
            if (!spoken.await(100, TimeUnit.MILLISECONDS)) {
                throw new SocketTimeoutException(); // for the client: nothing yet
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
