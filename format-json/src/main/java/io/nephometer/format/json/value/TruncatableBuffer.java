package io.nephometer.format.json.value;

import java.io.OutputStream;
import java.util.Arrays;

/** A byte buffer that grows as bytes are written and can be truncated. */
public final class TruncatableBuffer extends OutputStream {

    private byte[] buffer = new byte[16 * 1024];
    private int size;

    public int size() {
        return size;
    }

    public void truncate(int length) {
        size = length;
    }

    /** Removes and returns the bytes from the given index to the end of the buffer. */
    public byte[] removeFrom(int from) {
        byte[] removed = Arrays.copyOfRange(buffer, from, size);
        size = from;
        return removed;
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
