package io.nephometer.agent.core;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The door to the shell from outside: {@code data/agent.sock}, for the agent's user alone. A client sends a line with a
 * command; what the command prints comes back, then a NUL byte, its exit status in digits, and a newline; then the next.
 */
@Component(immediate = true, service = ControlSocket.class)
public final class ControlSocket {

    private static final Logger LOG = System.getLogger("nephometer.shell");
    private static final int MOST_CLIENTS = 16;

    private final CommandProcessor processor;
    private final ServerSocketChannel server;
    private final Path path;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

    /** @param commands so that the door opens when they are there, and what they tell of */
    @Activate
    public ControlSocket(
            BundleContext context,
            @Reference CommandProcessor processor,
            @Reference MeterCommands commands,
            @Reference Agent agent)
            throws IOException {
        this.processor = processor;
        String data = context.getProperty("nephometer.data");
        path = Path.of(data == null ? "data" : data).resolve("agent.sock");
        Files.deleteIfExists(path); // one that a killed agent left; the lock on data/ says that no other runs
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        agent.ready().thenRun(this::open);
    }

    private void open() {
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            start("nephometer-control", this::accept);
        } catch (ClosedChannelException e) {
            return; // the agent stops already
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the control socket " + path + " cannot be opened: " + e.getMessage());
        }
    }

    @Deactivate
    void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        for (SocketChannel client : clients) {
            client.close();
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                if (clients.size() < MOST_CLIENTS) {
                    clients.add(client);
                    start("nephometer-client", () -> serve(client));
                } else {
                    client.close();
                }
            } catch (ClosedChannelException e) {
                return; // closed: the agent stops
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the control socket " + path + " is closed: " + e.getMessage());
                return;
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                PrintStream out = new PrintStream(Channels.newOutputStream(client), false, StandardCharsets.UTF_8);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
                CommandSession session = processor.createSession(InputStream.nullInputStream(), out, out)) {
            for (String line = lines.readLine(); line != null && !out.checkError(); line = lines.readLine()) {
                int status = execute(session, line, out);
                out.write(0);
                out.print(status + "\n");
                out.flush();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a client left: " + e.getMessage());
        } finally {
            clients.remove(client);
        }
    }

    private static int execute(CommandSession session, String line, PrintStream out) {
        try {
            Object result = session.execute(line);
            CharSequence text = result == null ? "" : session.format(result, Converter.INSPECT);
            if (text != null && !text.isEmpty()) { // else the command has printed what it had to say
                out.println(text);
            }
            return 0;
        } catch (Exception e) { // whatever a command throws is for whoever gave it
            Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
            if (cause instanceof FailedException) {
                return 1;
            }
            boolean plain = cause instanceof IllegalArgumentException
                    || cause instanceof IllegalStateException
                    || cause instanceof IOException;
            String message = plain && cause.getMessage() != null ? cause.getMessage() : cause.toString();
            out.print(message.isEmpty() ? "" : message + "\n"); // empty: it has said already what it had to say
            return 1;
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
