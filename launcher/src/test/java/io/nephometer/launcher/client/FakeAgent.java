package io.nephometer.launcher.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A fake agent behind a control socket, which sends the next of the given responses to each command and then closes the
 * connection.
 */
public final class FakeAgent implements AutoCloseable {

    private final ServerSocketChannel server;
    private final Queue<String> answers;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /**
     * Starts the fake agent.
     *
     * @param answers the responses as they are sent over the connection
     */
    public FakeAgent(Path data, String... answers) throws IOException {
        this.answers = new ArrayDeque<>(List.of(answers));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(data.resolve("agent.sock")));
        Thread thread = new Thread(this::serve, "fake-agent");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns a response in the format of an agent. */
    public static String answer(String output, int status) {
        return output + "\0" + status + "\n";
    }

    public List<String> asked() {
        return asked;
    }

    private void serve() {
        try {
            while (true) {
                try (SocketChannel client = server.accept()) {
                    serve(client);
                }
            }
        } catch (IOException e) {
            return; // the fake agent is closed
        }
    }

    private void serve(SocketChannel client) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
        OutputStream out = Channels.newOutputStream(client);
        for (String line = lines.readLine(); line != null && !answers.isEmpty(); line = lines.readLine()) {
            if (line.isEmpty()) { // the empty command that a client sends first
                out.write(answer("", 0).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            asked.add(line);
            out.write(answers.remove().getBytes(StandardCharsets.UTF_8));
            if (answers.isEmpty()) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
