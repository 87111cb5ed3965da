package io.nephometer.agent.core.shell.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/** The way of a command's output to its client, until it is shut: a command that was interrupted goes on unheard. */
final class SessionOutput extends OutputStream {

    private final WritableByteChannel client;
    private boolean shut;

    SessionOutput(WritableByteChannel client) {
        this.client = client;
    }

    /** Nothing is being written when this returns, so that whoever wrote can be interrupted: a channel would be closed. */
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
