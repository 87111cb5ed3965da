package io.nephometer.agent.core.shell.socket;

import io.nephometer.agent.core.shell.MeterCommands;
import io.nephometer.agent.core.view.AgentView;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final CommandProcessor processor;
    private final Path path;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<ShellSession> conversations = ConcurrentHashMap.newKeySet();
    private final Duration look;
    private volatile Door door; // null until it could be made
    private String failure;

    /**
     * What clients come in by.
     *
     * @param file which the socket was when it was made: its name may be given to another one later
     */
    private record Door(ServerSocketChannel server, Selector selector, Object file) {

        static Door open(Path path) throws IOException {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                server.bind(UnixDomainSocketAddress.of(path));
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
                Object file = key(path);
                server.configureBlocking(false);
                Selector selector = Selector.open();
                server.register(selector, SelectionKey.OP_ACCEPT);
                return new Door(server, selector, file);
            } catch (IOException e) {
                server.close();
                throw e;
            }
        }

        /** Returns null for a file that is not even a socket: it may have the number of one that was deleted. */
        private static Object key(Path path) throws IOException {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return file.isOther() ? file.fileKey() : null;
        }

        /** Returns null if none comes within the time. */
        SocketChannel client(Duration longest) throws IOException {
            return selector.select(key -> {}, longest.toMillis()) > 0 ? server.accept() : null;
        }

        boolean isAt(Path path) throws IOException {
            try {
                return file.equals(key(path));
            } catch (NoSuchFileException e) {
                return false;
            }
        }

        void close() throws IOException {
            server.close();
            selector.close();
        }
    }

    /** @param commands so that the door opens when they are there, and what they tell of */
    @Activate
    public ControlSocket(
            BundleContext context,
            @Reference CommandProcessor processor,
            @Reference MeterCommands commands,
            @Reference AgentView agent) {
        this(
                processor,
                Path.of(Objects.requireNonNullElse(context.getProperty("nephometer.data"), "data")),
                agent.ready(),
                LOOK);
    }

    /**
     * @param ready when the door is to open
     * @param look how often the socket's file is looked at
     */
    ControlSocket(CommandProcessor processor, Path data, CompletableFuture<Void> ready, Duration look) {
        this.processor = processor;
        this.look = look;
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
        door = Door.open(path);
    }

    /** Lets go a door that clients no longer find, so that it is made again. The clients that are in stay. */
    private synchronized void renew() throws IOException {
        if (!isClosed() && !door.isAt(path)) {
            LOG.log(Level.WARNING, "the control socket " + path + " was removed: it is made again");
            door.close();
            door = null;
        }
    }

    @Deactivate
    void close() throws IOException, InterruptedException {
        closed.countDown();
        synchronized (this) {
            if (door != null) {
                door.close();
                Files.deleteIfExists(path);
            }
        }
        long deadline = System.nanoTime() + GOODBYE.toNanos();
        for (ShellSession session : conversations) {
            session.end(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void serve() {
        while (!isClosed()) {
            try {
                if (door == null) {
                    listen();
                } else {
                    serve(door.client(look));
                }
                succeeded();
            } catch (ClosedChannelException | ClosedSelectorException e) {
                return; // the agent stops
            } catch (IOException e) {
                failed(e);
                pause();
            }
        }
    }

    /** @param client null if none came, and there is time for a look */
    private void serve(SocketChannel client) throws IOException {
        if (client == null) {
            renew();
        } else {
            admit(client);
        }
    }

    private void admit(SocketChannel client) throws IOException {
        if (conversations.size() < MOST_CLIENTS) {
            ShellSession session = new ShellSession(client, processor);
            conversations.add(session);
            start("nephometer-client", () -> listen(session));
        } else {
            client.close();
        }
    }

    private void failed(IOException e) {
        String now = door == null
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

    private void listen(ShellSession session) {
        try {
            session.listen();
        } finally {
            conversations.remove(session);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
