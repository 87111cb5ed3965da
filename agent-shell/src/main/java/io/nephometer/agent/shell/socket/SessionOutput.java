package io.nephometer.agent.shell.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/**
 * Sends the output of a session's commands to the client until {@link #stop} is called. A command may keep running
 * after an interrupt, but any further output is discarded.
 */
final class SessionOutput extends OutputStream {

    private final WritableByteChannel client;
    private boolean stopped;

    SessionOutput(WritableByteChannel client) {
        this.client = client;
    }

    /**
     * Rejects any further output. When this method returns, no write is in progress, so interrupting the command cannot
     * close the channel.
     */
    synchronized void stop() {
        stopped = true;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int start, int length) throws IOException {
        if (stopped) {
            throw new ClosedChannelException();
        }
        ByteBuffer left = ByteBuffer.wrap(bytes, start, length);
        while (left.hasRemaining()) {
            client.write(left);
        }
    }
}
