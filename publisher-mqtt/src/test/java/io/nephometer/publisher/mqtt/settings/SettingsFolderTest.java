package io.nephometer.publisher.mqtt.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SettingsFolderTest {

    private static final Path SHIPPED =
            Path.of("../distribution/src/main/folder/conf/io.nephometer.publisher.mqtt.cfg");

    @TempDir
    private Path folder;

    @Test
    void aMalformedFileIsReported() throws IOException {
        Path file = Files.writeString(folder.resolve("io.nephometer.publisher.mqtt.cfg"), "username=\\u00");
        assertThatIOException().isThrownBy(() -> MqttSettingsFiles.read(folder)).withMessageContaining(file.toString());
    }

    @Test
    @Timeout(20)
    void aPipeInThePlaceOfAFileIsRefusedAtOnce() throws Exception {
        Path pipe = folder.resolve("io.nephometer.publisher.mqtt.cfg");
        SettingsFixtures.pipe(pipe);
        assertThatIOException()
                .isThrownBy(() -> MqttSettingsFiles.read(folder))
                .withMessage(pipe + ": it is a pipe, a socket or a device: put a regular file in its place");
    }

    @Test
    void aFolderWithoutFilesHasTheDefaults() throws IOException {
        assertThat(MqttSettingsFiles.read(folder.resolve("none"))).isEqualTo(MqttSettingsFiles.of(Map.of()));
    }

    @Test
    void filesAreKnownByTheirNames() throws IOException {
        Files.writeString(folder.resolve("io.nephometer.publisher.mqtt~eu.cfg"), "username = eve\n");
        Files.writeString(folder.resolve("io.nephometer.publisher.mqttx.cfg"), "nothing = of ours\n");
        MqttSettingsFiles clients = MqttSettingsFiles.read(folder);
        assertThat(clients.mistakes()).isEmpty();
        assertThat(clients.select(Optional.of("eu")).username()).contains("eve");
        assertThat(clients.select(Optional.empty()).username()).isEmpty();
    }

    @Test
    void theShippedFileContainsEachKeyAndItsDefault() throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        Pattern.compile("(?m)^#(\\w+)=(.*)$")
                .matcher(Files.readString(SHIPPED))
                .results()
                .forEach(line -> defaults.put(line.group(1), line.group(2)));
        assertThat(defaults.keySet()).containsExactlyInAnyOrderElementsOf(MqttSettings.KEYS);
        defaults.keySet().removeIf(key -> key.endsWith("_file") || key.equals("username") || key.equals("client_id"));
        assertThat(MqttSettings.of(SettingsFixtures.FILE, defaults)).isEqualTo(SettingsFixtures.settings());
    }
}
