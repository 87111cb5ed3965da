package io.nephometer.publisher.mqtt;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** A real broker of one test on a free port of the loopback interface. */
public final class Mosquitto implements AutoCloseable {

    private final Path config;
    private final int port;
    private Process process;

    /** @param settings in addition to those that every test needs */
    public Mosquitto(Path folder, String... settings) throws IOException {
        port = freePort();
        config = Files.createTempFile(folder, "mosquitto", ".conf");
        Files.writeString(config, """
                listener %d 127.0.0.1
                max_queued_messages 0
                max_inflight_messages 0
                log_dest none
                user %s
                """.formatted(port, System.getProperty("user.name")));
        List<String> all = settings.length == 0 ? List.of("allow_anonymous true") : List.of(settings);
        Files.write(config, all, StandardOpenOption.APPEND);
        start();
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public void start() throws IOException {
        process = new ProcessBuilder("mosquitto", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** Stops the broker like a service manager. */
    public void stop() {
        process.destroy();
        process.onExit().join();
    }

    /** Kills the broker like kill -9. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
