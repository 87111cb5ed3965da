package io.nephometer.publisher.mqtt.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Settings as an operator writes them. */
public final class SettingsFixtures {

    public static final String FILE = "io.nephometer.publisher.mqtt.cfg";

    private SettingsFixtures() {}

    /** @param lines for example {@code timeout=2} */
    public static MqttSettings settings(String... lines) {
        return MqttSettings.of(FILE, values(lines));
    }

    public static Map<String, String> values(String... lines) {
        return Arrays.stream(lines)
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** Makes a named pipe that no process writes to. */
    static void pipe(Path path) throws IOException, InterruptedException {
        if (new ProcessBuilder("mkfifo", path.toString()).start().waitFor() != 0) {
            throw new IOException("mkfifo " + path);
        }
    }
}
