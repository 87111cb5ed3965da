package io.nephometer.agent.shell.socket;

import io.nephometer.agent.core.view.AgentView;
import io.nephometer.agent.shell.AgentViewCommands;
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
 * Serves the shell's clients on the Unix socket {@code data/agent.sock}, which only the agent's user can access. A
 * client sends one command per line. The response consists of the command's output, a NUL byte, the exit status in
 * decimal digits, and a newline. A client can interrupt the running command by sending a line that consists of a single
 * ETX byte or by closing the connection.
 */
@Component(immediate = true, service = ControlSocket.class)
public final class ControlSocket {

    private static final Logger LOG = System.getLogger("nephometer.shell");
    private static final int MAX_CLIENTS = 16;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);

    private final CommandProcessor processor;
    private final Path path;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<ShellSession> sessions = ConcurrentHashMap.newKeySet();
    private final Duration checkInterval;
    private volatile Listener listener; // null while no socket is open
    private String failure;

    /**
     * The bound socket and the selector that waits for clients to connect.
     *
     * @param file the identity of the socket's file, used to detect whether the file has been replaced
     */
    private record Listener(ServerSocketChannel server, Selector selector, Object file) {

        static Listener open(Path path) throws IOException {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                server.bind(UnixDomainSocketAddress.of(path));
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
                Object file = key(path);
                server.configureBlocking(false);
                Selector selector = Selector.open();
                server.register(selector, SelectionKey.OP_ACCEPT);
                return new Listener(server, selector, file);
            } catch (IOException e) {
                server.close();
                throw e;
            }
        }

        /**
         * Returns the identity of a file, or null if the file is not a socket. The file's type is checked because a
         * different file may reuse the inode number of a deleted socket.
         */
        private static Object key(Path path) throws IOException {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return file.isOther() ? file.fileKey() : null;
        }

        /**
         * Waits for a client to connect and returns the connection, or returns null if no client connects within the
         * time limit.
         */
        SocketChannel client(Duration limit) throws IOException {
            return selector.select(key -> {}, limit.toMillis()) > 0 ? server.accept() : null;
        }

        boolean isBoundTo(Path path) throws IOException {
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

    /**
     * Creates the component. The component opens the socket as soon as the agent is ready.
     *
     * @param commands the shell's commands, which must be available before the socket opens
     */
    @Activate
    public ControlSocket(
            BundleContext context,
            @Reference CommandProcessor processor,
            @Reference AgentViewCommands commands,
            @Reference AgentView agent) {
        this(
                processor,
                Path.of(Objects.requireNonNullElse(context.getProperty("nephometer.data"), "data")),
                agent.ready(),
                CHECK_INTERVAL);
    }

    /**
     * Creates the control socket. The socket opens as soon as {@code ready} completes.
     *
     * @param ready a future that completes when the socket may be opened
     * @param checkInterval the interval between checks of the socket's file
     */
    ControlSocket(CommandProcessor processor, Path data, CompletableFuture<Void> ready, Duration checkInterval) {
        this.processor = processor;
        this.checkInterval = checkInterval;
        path = data.resolve("agent.sock");
        ready.thenRun(this::open);
    }

    private void open() {
        try {
            listen();
        } catch (IOException e) { // serve() retries
            failed(e);
        }
        start("nephometer-control", this::serve);
    }

    private synchronized void listen() throws IOException {
        if (isClosed()) {
            return;
        }
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(
                path); // left behind by a killed agent: the lock on data/ guarantees that no other agent is running
        listener = Listener.open(path);
    }

    /**
     * Closes the socket if its file has been deleted, so that the socket is recreated. Existing client connections
     * remain open.
     */
    private synchronized void renew() throws IOException {
        if (!isClosed() && !listener.isBoundTo(path)) {
            LOG.log(Level.WARNING, "the control socket " + path + " was removed: creating it again");
            listener.close();
            listener = null;
        }
    }

    @Deactivate
    void close() throws IOException, InterruptedException {
        closed.countDown();
        synchronized (this) {
            if (listener != null) {
                listener.close();
                Files.deleteIfExists(path);
            }
        }
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        for (ShellSession session : sessions) {
            session.end(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void serve() {
        while (!isClosed()) {
            try {
                if (listener == null) {
                    listen();
                } else {
                    serve(listener.client(checkInterval));
                }
                succeeded();
            } catch (ClosedChannelException | ClosedSelectorException e) {
                return; // the agent is stopping
            } catch (IOException e) {
                failed(e);
                pause();
            }
        }
    }

    /**
     * Starts a session for a client, or checks the socket's file if no client has connected.
     *
     * @param client the client that has just connected, or null
     */
    private void serve(SocketChannel client) throws IOException {
        if (client == null) {
            renew();
        } else {
            admit(client);
        }
    }

    private void admit(SocketChannel client) throws IOException {
        if (sessions.size() < MAX_CLIENTS) {
            ShellSession session = new ShellSession(client, processor);
            sessions.add(session);
            start("nephometer-client", () -> listen(session));
        } else {
            client.close();
        }
    }

    private void failed(IOException e) {
        String now = listener == null
                ? "cannot be created: " + e.getMessage() + "; the agent keeps metering, but the shell cannot reach it:"
                        + " make " + path.getParent()
                        + " writable, or start the agent with a different --data directory"
                : "takes no clients now: " + e.getMessage() + "; the agent retries every second";
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
            sessions.remove(session);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
