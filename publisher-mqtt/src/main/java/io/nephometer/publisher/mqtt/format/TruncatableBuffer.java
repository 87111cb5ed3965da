package io.nephometer.publisher.mqtt.format;

import java.io.OutputStream;
import java.util.Arrays;

/** Bytes that grow at their end and can be cut there. */
final class TruncatableBuffer extends OutputStream {

    private byte[] buffer = new byte[16 * 1024];
    private int size;

    int size() {
        return size;
    }

    void truncate(int length) {
        size = length;
    }

    /** A copy of those from a place on, which are cut off. */
    byte[] removeFrom(int from) {
        byte[] taken = Arrays.copyOfRange(buffer, from, size);
        size = from;
        return taken;
    }

    @Override
    public void write(int b) {
        reserve(1);
        buffer[size++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        reserve(length);
        System.arraycopy(bytes, offset, buffer, size, length);
        size += length;
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), buffer.length * 2));
        }
    }
}
