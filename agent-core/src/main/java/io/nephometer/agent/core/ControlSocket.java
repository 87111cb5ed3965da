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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final CommandProcessor processor;
    private final Path path;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
    private volatile ServerSocketChannel server; // null until it could be made
    private String failure;

    /** @param commands so that the door opens when they are there, and what they tell of */
    @Activate
    public ControlSocket(
            BundleContext context,
            @Reference CommandProcessor processor,
            @Reference MeterCommands commands,
            @Reference Agent agent) {
        this(
                processor,
                Path.of(Objects.requireNonNullElse(context.getProperty("nephometer.data"), "data")),
                agent.ready());
    }

    /** @param ready when the door is to open */
    ControlSocket(CommandProcessor processor, Path data, CompletableFuture<Void> ready) {
        this.processor = processor;
        path = data.resolve("agent.sock");
        ready.thenRun(this::open);
    }

    private void open() {
        try {
            listen();
        } catch (IOException e) { // tried again
            failed(e);
        }
        start("nephometer-control", this::serve);
    }

    private synchronized void listen() throws IOException {
        if (isClosed()) {
            return;
        }
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(path); // one that a killed agent left; the lock on data/ says that no other runs
        ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            opened.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            server = opened;
        } finally {
            if (server == null) {
                opened.close();
            }
        }
    }

    @Deactivate
    void close() throws IOException, InterruptedException {
        closed.countDown();
        synchronized (this) {
            if (server != null) {
                server.close();
                Files.deleteIfExists(path);
            }
        }
        long deadline = System.nanoTime() + GOODBYE.toNanos();
        for (Conversation conversation : conversations) {
            conversation.end(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void serve() {
        while (!isClosed()) {
            try {
                if (server == null) {
                    listen();
                } else {
                    admit(server.accept());
                }
                succeeded();
            } catch (ClosedChannelException e) {
                return; // the agent stops
            } catch (IOException e) {
                failed(e);
                pause();
            }
        }
    }

    private void admit(SocketChannel client) throws IOException {
        if (conversations.size() < MOST_CLIENTS) {
            Conversation conversation = new Conversation(client, processor);
            conversations.add(conversation);
            start("nephometer-client", () -> listen(conversation));
        } else {
            client.close();
        }
    }

    private void failed(IOException e) {
        String now = server == null
                ? "cannot be made: " + e.getMessage() + "; the agent meters, but the shell and status do not reach it:"
                        + " make " + path.getParent()
                        + " writable, or start the agent with --data and another directory"
                : "takes no clients now: " + e.getMessage() + "; it is tried again every second";
        if (!now.equals(failure)) {
            LOG.log(Level.ERROR, "the control socket " + path + " " + now);
        }
        failure = now;
    }

    private void succeeded() {
        if (failure != null) {
            LOG.log(Level.INFO, "the control socket " + path + " works again");
        }
        failure = null;
    }

    private void pause() {
        try {
            closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
