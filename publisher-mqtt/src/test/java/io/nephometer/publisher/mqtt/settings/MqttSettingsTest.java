package io.nephometer.publisher.mqtt.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MqttSettingsTest {

    @TempDir
    private Path folder;

    // spotless:off
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        timout=5                     | 'timout' is not known: did you mean 'timeout'?
        hunter2=                     | a line is not KEY=VALUE; it is not shown, as it may be a secret
        hunter=two three             | a key is not known, and not shown, as it may be a secret: expected one of username, password_file, allow_plaintext_password, timeout, keep_alive, client_id, ca_file, cert_file, key_file, max_message_bytes
        ca.file=/ca                  | 'ca.file' is not known: did you mean 'ca_file'?
        timeout=0                    | timeout: expected a whole number from 1 to 65535; the default is taken
        timeout=ten                  | timeout: expected a whole number from 1 to 65535; the default is taken
        keep_alive=70000             | keep_alive: expected a whole number from 1 to 65535; the default is taken
        max_message_bytes=1000       | max_message_bytes: expected a whole number from 1024 to 256000000; the default is taken
        allow_plaintext_password=yes | allow_plaintext_password: expected true or false; the default is taken
        """)
    void aMistakeCostsItsValueOnly(String line, String message) {
        MqttSettings settings = SettingsFixtures.settings("username=u", line);
        assertThat(settings.mistakes()).containsExactly("io.nephometer.publisher.mqtt.cfg: " + message);
        assertThat(settings.username()).contains("u");
        assertThat(settings.timeout()).hasSeconds(10);
        assertThat(settings.keepAlive()).hasSeconds(15);
        assertThat(settings.maxMessageBytes()).isEqualTo(131_072);
        assertThat(settings.allowPlaintextPassword()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        password_file=/p             | password_file without username: MQTT has no password without a user
        cert_file=/c                 | cert_file without key_file: a client proves itself with both, or with neither
        key_file=/k                  | key_file without cert_file: a client proves itself with both, or with neither
        """)
    void nothingStandsInForWhoTheAgentIs(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingsFixtures.settings(line))
                .withMessage("io.nephometer.publisher.mqtt.cfg: " + message);
    }
    // spotless:on

    @Test
    void theDefaultStandsInForAnIdThatMqttHasNoRoomFor() {
        for (String id : new String[] {"a\nb", "a".repeat(257)}) {
            MqttSettings settings = SettingsFixtures.settings("client_id=" + id);
            assertThat(settings.clientId()).isEmpty();
            assertThat(settings.mistakes()).singleElement().asString().contains("client_id");
        }
    }

    @Test
    void aSecretBehindTheWrongKeyIsNotShown() {
        for (String key : MqttSettings.KEYS) {
            String line = key + "=hunter2\u0000";
            String message =
                    catchThrowable(() -> SettingsFixtures.settings(line)) instanceof IllegalArgumentException refused
                            ? refused.getMessage()
                            : String.join("; ", SettingsFixtures.settings(line).mistakes());
            assertThat(message).as(key).doesNotContain("hunter2");
        }
    }

    @Test
    void aPasswordInPlaceOfAFilesNameIsNotShown() {
        assertThatIOException()
                .isThrownBy(() -> SettingsFixtures.settings("username=u", "password_file=hunter2")
                        .password())
                .withMessageStartingWith("password_file (its value is not shown")
                .withMessageNotContaining("hunter2")
                .withNoCause();
        assertThat(SettingsFixtures.settings("ca_file=hunter2").tls().toString())
                .doesNotContain("hunter2");
    }

    @Test
    void whatThePlatformAddsIsNotAMistakeAndNoKeyIsRequired() {
        MqttSettings settings = SettingsFixtures.settings("service.pid=x", "felix.fileinstall.filename=y", "username=");
        assertThat(settings).isEqualTo(SettingsFixtures.settings());
        assertThat(settings.username()).isEmpty();
        assertThat(settings.timeout()).hasSeconds(10);
        assertThat(settings.keepAlive()).hasSeconds(15);
        assertThat(settings.maxMessageBytes()).isEqualTo(131_072);
    }

    @Test
    void aPasswordThatCannotBeReadIsReportedWithItsFile() throws IOException {
        Path file = folder.resolve("password");
        assertThatIOException()
                .isThrownBy(() -> password(file))
                .withMessage("password_file " + file + " does not exist");
        secret("password", "\n");
        assertThatIOException().isThrownBy(() -> password(file)).withMessage("password_file " + file + " is empty");
        Files.write(file, new byte[] {(byte) 0xFF});
        assertThatIOException()
                .isThrownBy(() -> password(file))
                .withMessage("password_file " + file + " is not UTF-8 text");
        assertThatIOException()
                .isThrownBy(() -> password(folder))
                .withMessageStartingWith("password_file " + folder + " ");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatIOException()
                .isThrownBy(() -> password(file))
                .withMessage("password_file " + file + " is open to others than its owner: chmod 600 " + file);
    }

    @Test
    @Timeout(20)
    void aPipeThatPasswordFileNamesIsRefusedAtOnce() throws Exception {
        Path pipe = folder.resolve("pipe");
        SettingsFixtures.pipe(pipe);
        Files.setPosixFilePermissions(pipe, PosixFilePermissions.fromString("rw-------"));
        assertThatIOException()
                .isThrownBy(() -> password(pipe))
                .withMessage("password_file " + pipe + " cannot be read: it is a pipe, a socket or a device: put a"
                        + " regular file in its place");
    }

    @Test
    void aDeviceThatPasswordFileNamesIsRefusedWithWhatToDo() {
        assertThatIOException()
                .isThrownBy(() -> password(Path.of("/dev/zero")))
                .withMessage("password_file /dev/zero cannot be read: it is a pipe, a socket or a device: put a regular"
                        + " file in its place");
    }

    @Test
    void aPasswordIsWhatTheFileHoldsNowWithoutItsLastNewline() throws IOException {
        assertThat(password(secret("password", " pass word \n\n"))).isEqualTo(" pass word \n");
        assertThat(password(secret("password", "new\r\n"))).isEqualTo("new");
        assertThat(SettingsFixtures.settings("username=u").password()).isNull();
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String password(Path file) throws IOException {
        return new String(
                SettingsFixtures.settings("username=u", "password_file=" + file).password());
    }
}
