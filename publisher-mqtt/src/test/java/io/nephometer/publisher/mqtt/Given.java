package io.nephometer.publisher.mqtt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Settings as an operator writes them. */
final class Given {

    static final String FILE = "io.nephometer.publisher.mqtt.cfg";

    private Given() {}

    /** @param lines for example {@code timeout=2} */
    static MqttPublisherFactory factory(String... lines) {
        return new MqttPublisherFactory(Clients.of(Map.of(Settings.PID, values(lines))), new AtomicLong());
    }

    static Settings settings(String... lines) {
        return Settings.of(FILE, values(lines));
    }

    /** Makes a named pipe that no process writes to. */
    static void pipe(Path path) throws IOException, InterruptedException {
        if (new ProcessBuilder("mkfifo", path.toString()).start().waitFor() != 0) {
            throw new IOException("mkfifo " + path);
        }
    }

    static Map<String, String> values(String... lines) {
        return Arrays.stream(lines)
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
