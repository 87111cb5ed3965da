package io.nephometer.agent.core.shell.socket;

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

/** What one client of the control socket asks and is answered. It is listened to while its command runs: it may interrupt. */
final class ShellSession {

    private static final Logger LOG = System.getLogger("nephometer.shell");
    private static final String INTERRUPT = "\u0003"; // ETX, what Ctrl-C types
    private static final int INTERRUPTED = 130;
    private static final Duration GOODBYE = Duration.ofSeconds(1);
    private static final String SCOPE = "SCOPE"; // Gogo's, where a command without one is looked for

    private final SocketChannel client;
    private final CommandProcessor processor;
    private SessionOutput output;
    private PrintStream out;
    private CommandSession session;
    private volatile Thread command = new Thread(); // the last one; its end is its answer's
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

    /** Until the client leaves. What it does not wait for is interrupted then. */
    void listen() {
        open();
        session.put(SCOPE, "meter:*");
        try (client;
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(INTERRUPT)) {
                    interrupt();
                } else {
                    command.join();
                    begin(line);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a client left: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leave();
    }

    private void leave() {
        interrupt();
        try {
            command.join(GOODBYE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        output.shut();
        session.close();
    }

    /** From another thread. The command that runs, perhaps the one that stops the agent, may answer first. */
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
        if (executing) { // else it writes its answer, and the interrupt would close the connection
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
        } catch (Exception e) { // whatever a command throws is for whoever gave it
            text = ErrorText.of(e);
            status = 1;
        }
        if (status == INTERRUPTED) {
            openAnew();
        }
        out.print(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
        out.write(0);
        out.print(status + "\n");
        out.flush();
    }

    private String execute(String line) throws Exception { // Gogo's, of whatever it runs
        try {
            Object result = session.execute(line);
            CharSequence text = result == null ? "" : session.format(result, Converter.INSPECT);
            return text == null ? "" : text.toString(); // none: the command has printed what it had to say
        } finally {
            executed();
        }
    }

    private synchronized void executed() {
        executing = false;
        Thread.interrupted(); // one that came too late
    }

    /** Gogo runs a command on threads of its session: to interrupt them is to close it. Its variables live on. */
    private void openAnew() {
        CommandSession old = session;
        output.shut();
        old.close();
        open();
        for (Object name : (Set<?>) old.get(".variables")) {
            session.put(name.toString(), old.get(name.toString()));
        }
    }
}
