package io.nephometer.launcher.client;

import io.nephometer.launcher.cli.ClosedOutputException;
import io.nephometer.launcher.cli.CommandException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection to the agent that uses a given data directory. The client sends each command as a single line. The
 * agent's response consists of the command's output, a NUL byte, the exit status in decimal digits, and a newline.
 */
public final class ControlClient implements Closeable {

    private static final int LONGEST_ADDRESS = 107; // the maximum length of a Unix socket path, in bytes
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path data;
    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(16 * 1024).flip();

    private ControlClient(Path data, SocketChannel channel) {
        this.data = data;
        this.channel = channel;
    }

    public static Path socket(Path data) throws CommandException {
        Path socket = data.resolve("agent.sock");
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_ADDRESS) {
            throw CommandException.failure("the path %s is too long for a unix socket (%s bytes, %s at most): %s"
                    .formatted(socket, length, LONGEST_ADDRESS, "specify a shorter path with --data"));
        }
        return socket;
    }

    public static ControlClient connect(Path data) throws CommandException {
        return find(data)
                .orElseThrow(() -> CommandException.failure(
                        "no agent runs on %s (start one with: bin/nephometer run)".formatted(data)));
    }

    /**
     * Waits for an agent that is starting, and connects to it. An agent opens its socket after starting its plugins.
     */
    public static ControlClient await(Path data, Duration limit) throws CommandException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        Optional<ControlClient> agent = find(data);
        while (agent.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(20);
            agent = find(data);
        }
        return agent.orElseThrow(() -> CommandException.failure(
                "the agent did not accept a command within %s s of its start".formatted(limit.toSeconds())));
    }

    /** Connects to the agent that uses the given data directory, if that agent is running. */
    public static Optional<ControlClient> find(Path data) throws CommandException {
        return find(data, PATIENCE);
    }

    /**
     * Connects to the agent that uses the given data directory, if that agent is running.
     *
     * @param patience the maximum time to wait for the agent's first response
     */
    public static Optional<ControlClient> find(Path data, Duration patience) throws CommandException {
        Path socket = socket(data);
        if (Files.exists(data) && !Files.isDirectory(data)) {
            throw CommandException.failure("%s is not a data directory".formatted(data));
        }
        try {
            Files.readAttributes(socket, BasicFileAttributes.class);
            if (!Files.isWritable(socket)) {
                throw new AccessDeniedException(socket.toString());
            }
            ControlClient client = new ControlClient(data, SocketChannel.open(UnixDomainSocketAddress.of(socket)));
            client.greet(patience);
            return Optional.of(client);
        } catch (NoSuchFileException | ConnectException e) { // a killed agent left its socket
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw CommandException.failure(
                    "permission denied on %s: the agent belongs to another user; try sudo".formatted(socket));
        } catch (IOException e) {
            throw CommandException.failure("cannot talk to the agent at %s: %s".formatted(socket, e.getMessage()));
        }
    }

    /** Sends an empty command to detect immediately whether the agent is too busy to respond. */
    private void greet(Duration patience) throws CommandException, IOException {
        boolean isAnswered = false;
        try {
            send("\n");
            if (!hasAnswer(patience)) {
                throw CommandException.failure("the agent on %s does not answer within %s s: see its log"
                        .formatted(data, patience.toSeconds()));
            }
            copyUntilZero(OutputStream.nullOutputStream());
            status();
            isAnswered = true;
        } catch (IOException e) { // the agent has closed the connection
            throw CommandException.failure(
                    "the agent on %s takes no more clients now: close some, or try again".formatted(data));
        } finally {
            if (!isAnswered) {
                channel.close();
            }
        }
    }

    private boolean hasAnswer(Duration patience) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return selector.select(patience.toMillis()) > 0;
        } finally {
            channel.configureBlocking(true); // possible only after the selector is closed
        }
    }

    /**
     * Executes a command in the agent and copies the command's output to {@code out} as it arrives.
     *
     * @return the exit status of the command
     */
    public int execute(String command, OutputStream out) throws CommandException, ClosedOutputException {
        if (command.chars().anyMatch(character -> character == '\n' || character == 0)) {
            throw CommandException.misuse("a command is one line");
        }
        try {
            send(command + "\n");
            copyUntilZero(out);
            return status();
        } catch (ClosedOutputException e) {
            throw e;
        } catch (IOException e) {
            throw CommandException.failure(
                    "the agent on %s ended before the command did, or its shell was stopped".formatted(data));
        }
    }

    /**
     * Interrupts the running command, which then ends with status 130. This method is called from another thread while
     * {@link #execute} is running.
     */
    public void interrupt() {
        try {
            send("\u0003\n");
        } catch (IOException e) { // the thread that is waiting for the response reports the error
        }
    }

    private void send(String line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void copyUntilZero(OutputStream out) throws IOException {
        while (true) {
            receive();
            int start = received.position();
            int end = start;
            while (end < received.limit() && received.get(end) != 0) {
                end++;
            }
            ClosedOutputException.write(out, received.array(), start, end - start);
            received.position(Math.min(end + 1, received.limit()));
            if (end < received.limit()) {
                return;
            }
        }
    }

    private int status() throws IOException {
        ByteArrayOutputStream digits = new ByteArrayOutputStream();
        while (true) {
            receive();
            byte next = received.get();
            if (next == '\n') {
                return parse(digits.toString(StandardCharsets.US_ASCII));
            }
            digits.write(next);
        }
    }

    private static int parse(String digits) throws IOException {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IOException("no exit status: " + digits, e);
        }
    }

    /** Waits until the buffer contains at least one byte. */
    private void receive() throws IOException {
        if (!received.hasRemaining()) {
            int count = channel.read(received.clear());
            received.flip();
            if (count < 0) {
                throw new IOException("end of stream");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
