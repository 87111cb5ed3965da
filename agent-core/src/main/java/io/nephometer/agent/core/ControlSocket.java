package io.nephometer.agent.core;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The door to the shell from outside: {@code data/agent.sock}, for the agent's user alone. A client sends a line with a
 * command; what the command prints comes back, then a NUL byte, its exit status in digits, and a newline; then the next.
 * A line with nothing but an ETX byte interrupts the command that runs, as it does to leave.
 */
@Component(immediate = true, service = ControlSocket.class)
public final class ControlSocket {

    private static final Logger LOG = System.getLogger("nephometer.shell");
    private static final int MOST_CLIENTS = 16;
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final CommandProcessor processor;
    private final ServerSocketChannel server;
    private final Path path;
    private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();

    /** @param commands so that the door opens when they are there, and what they tell of */
    @Activate
    public ControlSocket(
            BundleContext context,
            @Reference CommandProcessor processor,
            @Reference MeterCommands commands,
            @Reference Agent agent)
            throws IOException {
        this(
                processor,
                Path.of(Objects.requireNonNullElse(context.getProperty("nephometer.data"), "data")),
                agent.ready());
    }

    /** @param ready when the door is to open */
    ControlSocket(CommandProcessor processor, Path data, CompletableFuture<Void> ready) throws IOException {
        this.processor = processor;
        path = data.resolve("agent.sock");
        Files.deleteIfExists(path); // one that a killed agent left; the lock on data/ says that no other runs
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        ready.thenRun(this::open);
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
    void close() throws IOException, InterruptedException {
        server.close();
        Files.deleteIfExists(path);
        long deadline = System.nanoTime() + GOODBYE.toNanos();
        for (Conversation conversation : conversations) {
            conversation.end(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                if (conversations.size() < MOST_CLIENTS) {
                    Conversation conversation = new Conversation(client, processor);
                    conversations.add(conversation);
                    start("nephometer-client", () -> listen(conversation));
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

    private void listen(Conversation conversation) {
        try {
            conversation.listen();
        } finally {
            conversations.remove(conversation);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
