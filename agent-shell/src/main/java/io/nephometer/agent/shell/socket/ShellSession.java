package io.nephometer.agent.shell.socket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/**
 * The session of one client of the control socket. The session reads from the client even while a command is running
 * because the client may interrupt the command.
 */
final class ShellSession {

    private static final Logger LOG = System.getLogger("nephometer.shell");
    private static final String INTERRUPT = "\u0003"; // ETX, the character that Ctrl-C sends
    private static final int INTERRUPTED = 130;
    private static final int LONGEST_LINE = 1 << 20;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
    private static final String SCOPE = "SCOPE"; // Gogo's variable for the default command scopes

    private final SocketChannel client;
    private final CommandProcessor processor;
    private SessionOutput output;
    private PrintStream out;
    private CommandSession session;
    private volatile Thread command = new Thread(); // runs the latest command; ends when the response is written
    private boolean executing;

    ShellSession(SocketChannel client, CommandProcessor processor) {
        this.client = client;
        this.processor = processor;
    }

    private void open() {
        output = new SessionOutput(client);
        out = new PrintStream(output, false, StandardCharsets.UTF_8);
        session = processor.createSession(InputStream.nullInputStream(), out, out);
    }

    /** Serves the client until the client disconnects, and then interrupts the running command, if any. */
    void listen() {
        open();
        session.put(SCOPE, "meter:*");
        try (client;
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8))) {
            for (String line = line(lines); line != null; line = line(lines)) {
                if (line.equals(INTERRUPT)) {
                    interrupt();
                } else {
                    command.join();
                    begin(line);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a client's connection was closed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leave();
    }

    /**
     * Returns the next line, or null at the end of the input. If a line is too long, the session reports an error to
     * the client and treats the line as the end of the input.
     */
    private String line(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int character = reader.read(); character != '\n'; character = reader.read()) {
            if (character < 0) {
                return line.isEmpty() ? null : line.toString();
            } else if (line.length() == LONGEST_LINE) {
                respond(
                        "a line of more than " + LONGEST_LINE
                                + " characters is not a command; the connection is closed",
                        1);
                return null;
            }
            line.append((char) character);
        }
        return line.toString();
    }

    private void leave() {
        interrupt();
        try {
            command.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        output.stop();
        session.close();
    }

    /**
     * Waits until the running command has sent its response, and then closes the connection. The running command may be
     * the command that stops the agent. This method is called on a thread that does not belong to the session.
     *
     * @param patience the maximum time to wait for the response
     */
    void end(Duration patience) throws IOException, InterruptedException {
        command.join(Math.max(1, patience.toMillis()));
        client.close();
    }

    private synchronized void begin(String line) {
        executing = true;
        command = new Thread(() -> answer(line), "nephometer-command");
        command.setDaemon(true);
        command.start();
    }

    private synchronized void interrupt() {
        if (executing) { // while a response is being written, an interrupt would close the connection
            command.interrupt();
        }
    }

    private void answer(String line) {
        String text = "";
        int status = 0;
        try {
            text = execute(line);
        } catch (InterruptedException e) {
            status = INTERRUPTED;
        } catch (Exception
                | StackOverflowError
                | LinkageError e) { // anything that a command throws is reported to the client
            text = ErrorText.of(e);
            status = 1;
        }
        if (status == INTERRUPTED) {
            reopen();
        }
        respond(text, status);
    }

    private void respond(String text, int status) {
        out.print(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
        out.write(0);
        out.print(status + "\n");
        out.flush();
    }

    private String execute(String line) throws Exception { // Gogo rethrows the command's exception
        try {
            Object result = session.execute(line);
            CharSequence text = result == null ? "" : session.format(result, Converter.INSPECT);
            return text == null ? "" : text.toString(); // null if the command has already printed its result
        } finally {
            finished();
        }
    }

    private synchronized void finished() {
        executing = false;
        Thread.interrupted(); // clears an interrupt that arrived after the end of the command
    }

    /**
     * Replaces the Gogo session with a new session that has the same variables. Gogo runs commands on the session's
     * threads, and only closing the session interrupts these threads.
     */
    private void reopen() {
        CommandSession old = session;
        output.stop();
        old.close();
        open();
        for (Object name : (Set<?>) old.get(".variables")) {
            session.put(name.toString(), old.get(name.toString()));
        }
    }
}
