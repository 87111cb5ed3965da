package io.nephometer.agent.shell.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/**
 * Sends a command's output to its client until the output is closed. An interrupted command may keep running, but its
 * output is dropped.
 */
final class SessionOutput extends OutputStream {

    private final WritableByteChannel client;
    private boolean shut;

    SessionOutput(WritableByteChannel client) {
        this.client = client;
    }

    /**
     * Refuses further output, and returns when no write is in progress. After that the command can be interrupted; an
     * interrupt during a write would close the channel.
     */
    synchronized void shut() {
        shut = true;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int start, int length) throws IOException {
        if (shut) {
            throw new ClosedChannelException();
        }
        ByteBuffer left = ByteBuffer.wrap(bytes, start, length);
        while (left.hasRemaining()) {
            client.write(left);
        }
    }
}
