package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    private Path folder;

    @Test
    void wrongSettingsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of("", "/p", false, 10, 15))
                .withMessage("password_file without username: MQTT has no password without a user");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of("", "", false, 0, 15))
                .withMessage("timeout=0: whole seconds from 1 to 65535");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of("", "", false, 10, 70_000))
                .withMessage("keep_alive=70000: whole seconds from 1 to 65535");
    }

    @Test
    void aPasswordDoesNotCrossANetworkInTheClear() {
        Settings settings = Settings.of("u", "/p", false, 10, 15);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.check(url("mqtt://broker.example")))
                .withMessage("mqtt://broker.example:1883 would send the password readable by anyone on the way:"
                        + " use mqtts://, or set allow_plaintext_password=true in io.nephometer.publisher.mqtt.cfg");
        assertThatCode(() -> {
                    settings.check(url("mqtt://127.0.0.1"));
                    settings.check(url("mqtts://broker.example"));
                    Settings.of("u", "/p", true, 10, 15).check(url("mqtt://broker.example"));
                    Settings.of("u", "", false, 10, 15).check(url("mqtt://broker.example"));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aPasswordThatCannotBeReadIsToldWithItsFile() throws IOException {
        Path file = folder.resolve("password");
        assertThatIOException()
                .isThrownBy(() -> password(file))
                .withMessage("password_file " + file + " does not exist");
        Files.writeString(file, "\n");
        assertThatIOException().isThrownBy(() -> password(file)).withMessage("password_file " + file + " is empty");
        Files.write(file, new byte[] {(byte) 0xFF});
        assertThatIOException()
                .isThrownBy(() -> password(file))
                .withMessage("password_file " + file + " is not UTF-8 text");
    }

    @Test
    void aPasswordIsWhatTheFileHoldsNowWithoutItsLastNewline() throws IOException {
        Path file = folder.resolve("password");
        Files.writeString(file, " pass word \n\n");
        assertThat(password(file)).isEqualTo(" pass word \n");
        Files.writeString(file, "new\r\n");
        assertThat(password(file)).isEqualTo("new");
        assertThat(Settings.of("u", "", false, 10, 15).password()).isNull();
    }

    private static String password(Path file) throws IOException {
        return new String(Settings.of("u", file.toString(), false, 10, 15).password());
    }

    private static MqttUrl url(String url) {
        return MqttUrl.parse(URI.create(url));
    }
}
