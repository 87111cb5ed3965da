package io.nephometer.publisher.mqtt.link;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.nephometer.publisher.mqtt.address.MqttUrl;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.settings.SettingsFixtures;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionParametersTest {

    @TempDir
    private Path folder;

    @Test
    void aPasswordDoesNotCrossANetworkInTheClear() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "p");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String password = "password_file=" + file;
        MqttSettings settings = SettingsFixtures.settings("username=u", password);
        assertThatIOException()
                .isThrownBy(() -> broker("mqtt://broker.example", settings))
                .withMessage("mqtt://broker.example:1883 would send the password unencrypted:"
                        + " use mqtts://, or set allow_plaintext_password=true in io.nephometer.publisher.mqtt.cfg");
        assertThatCode(() -> {
                    broker("mqtt://127.0.0.1", settings);
                    broker("mqtts://broker.example", settings);
                    broker(
                            "mqtt://broker.example",
                            SettingsFixtures.settings("username=u", password, "allow_plaintext_password=true"));
                    broker("mqtt://broker.example", SettingsFixtures.settings("username=u"));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aPasswordThatCannotBeReadIsReportedWithTheSettingsFile() {
        Path file = folder.resolve("password");
        assertThatIOException()
                .isThrownBy(() ->
                        broker("mqtt://127.0.0.1", SettingsFixtures.settings("username=u", "password_file=" + file)))
                .withMessageStartingWith(SettingsFixtures.FILE + ": password_file " + file);
    }

    private static void broker(String url, MqttSettings settings) throws IOException {
        ConnectionParameters.of(MqttUrl.parse(URI.create(url)), "client", settings);
    }
}
