package io.nephometer.it.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Sends commands to a running agent without a process of {@code bin/nephometer} for each. */
final class ControlRequest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private ControlRequest() {}

    /**
     * Returns what the command printed.
     *
     * @param data the agent's directory
     * @throws UncheckedIOException if no agent answers in time
     */
    static String run(Path data, String command) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(data.resolve("agent.sock")));
                Selector selector = Selector.open()) {
            channel.write(StandardCharsets.UTF_8.encode(command + "\n"));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (!isWhole(answer.toByteArray())) {
                if (selector.select(LIMIT.toMillis()) == 0 || channel.read(buffer) < 0) {
                    throw new IOException("the agent did not answer " + command);
                }
                selector.selectedKeys().clear();
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            String text = answer.toString(StandardCharsets.UTF_8);
            return text.substring(0, text.indexOf('\0'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Output, a zero byte, the exit status and a line feed. */
    private static boolean isWhole(byte[] answer) {
        String text = new String(answer, StandardCharsets.UTF_8);
        return text.indexOf('\0') >= 0 && text.endsWith("\n") && text.indexOf('\0') < text.length() - 1;
    }
}
