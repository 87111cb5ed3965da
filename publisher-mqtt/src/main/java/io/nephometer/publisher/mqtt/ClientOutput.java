package io.nephometer.publisher.mqtt;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** What the client says to a broker; tells each time that it speaks. */
final class ClientOutput extends FilterOutputStream {

    private final Runnable speaks;

    ClientOutput(OutputStream out, Runnable speaks) {
        super(out);
        this.speaks = speaks;
    }

    @Override
    public void write(int b) throws IOException {
        speaks.run();
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        speaks.run();
        out.write(bytes, offset, length);
    }
}
