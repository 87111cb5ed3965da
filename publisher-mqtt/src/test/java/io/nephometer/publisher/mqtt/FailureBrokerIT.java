package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.settings.MqttSettingsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureBrokerIT {

    private static final int TIMEOUT = 2;

    @TempDir
    private Path folder;

    @AfterEach
    void noThreadIsLeft() {
        ClientThreads.assertNoneLeft();
    }

    @Test
    void nobodyThereIsRetryable() throws Exception {
        int port = Mosquitto.freePort();
        assertThat(failure(port, "", "")).isEqualTo("no broker at mqtt://127.0.0.1:" + port + ": connection refused");
    }

    @Test
    void anUnknownHostIsRetryable() throws Exception {
        assertThat(failure(open("mqtt://nowhere.invalid", "timeout=" + TIMEOUT), small()))
                .isEqualTo("no broker at mqtt://nowhere.invalid:1883: unknown host");
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsGivenUpInTime() throws Exception {
        try (FaultyServer server = new FaultyServer(FaultyServer.MUTE)) {
            assertThat(failure(server.port(), "", ""))
                    .isEqualTo("no broker at mqtt://127.0.0.1:" + server.port() + ": no answer for 2 s");
        }
    }

    @Test
    void aRefusalByACodeOfMqtt5IsExplained() throws Exception {
        try (FaultyServer server = new FaultyServer(FaultyServer.IS_BUSY)) {
            assertThat(failure(server.port(), "", ""))
                    .isEqualTo("mqtt://127.0.0.1:" + server.port()
                            + ": the broker refuses the connection with code 137, of MQTT 5: server busy");
        }
    }

    @Test
    void aServerThatHangsUpAtOnceNeverKeepsAThread() throws Exception {
        try (FaultyServer server = new FaultyServer(FaultyServer.CLOSES);
                Publisher publisher = open("mqtt://127.0.0.1:" + server.port(), "timeout=" + TIMEOUT)) {
            for (int i = 0; i < 10; i++) {
                assertThat(failure(publisher, small())).startsWith("no broker at mqtt://127.0.0.1:" + server.port());
            }
            assertThat(server.met()).isEqualTo(10);
        }
    }

    @Test
    void aServerThatAcceptsTheSessionAndHangsUpNeverKeepsAThread() throws Exception {
        try (FaultyServer server = new FaultyServer(FaultyServer.ACCEPTS_AND_CLOSES);
                Publisher publisher = open("mqtt://127.0.0.1:" + server.port(), "timeout=" + TIMEOUT)) {
            for (int i = 0; i < 10; i++) {
                assertThat(failure(publisher, small()))
                        .contains("mqtt://127.0.0.1:" + server.port())
                        .doesNotContain(" for 2 s"); // known at once, not by waiting
            }
        }
    }

    @Test
    void aBrokerThatFreezesIsGivenUpInTimeEvenWhileItIsWrittenTo() throws Exception {
        try (FaultyServer server = new FaultyServer(FaultyServer.FREEZES)) {
            Publisher publisher = open("mqtt://127.0.0.1:" + server.port(), "timeout=" + TIMEOUT);
            assertThat(failure(publisher, big()))
                    .isEqualTo("mqtt://127.0.0.1:" + server.port() + ": no acknowledgement for 2 s");
        }
    }

    @Test
    void aLinkThatStopsToLetAnythingThroughIsGivenUpAndReplaced() throws Exception {
        try (Mosquitto broker = new Mosquitto(folder);
                FaultyProxy proxy = new FaultyProxy(broker.port());
                Publisher publisher = open("mqtt://127.0.0.1:" + proxy.port(), "timeout=" + TIMEOUT)) {
            publisher.deliver(small());
            proxy.block();
            assertThat(failure(publisher, big())).contains("no acknowledgement for 2 s");
            proxy.unblock();
            publisher.deliver(small());
        }
    }

    @Test
    void aBrokerThatDoesNotKnowTheUserIsRetryableAndSaysSo() throws Exception {
        Path passwords = passwords("ann", "right");
        Path secret = secret("wrong\n");
        try (Mosquitto broker = new Mosquitto(folder, "allow_anonymous false", "password_file " + passwords)) {
            String url = "mqtt://127.0.0.1:" + broker.port();
            String refused = url + ": the broker does not authorize this client: are username and password_file right?";
            assertThat(failure(broker.port(), "ann", secret.toString())).isEqualTo(refused);
            assertThat(failure(broker.port(), "", "")).isEqualTo(refused);
            Publisher publisher = open(url, "username=ann", "password_file=" + secret, "timeout=" + TIMEOUT);
            failure(publisher, small());
            Files.writeString(secret, "right\n");
            publisher.deliver(small());
            publisher.close();
        }
    }

    @Test
    void aPasswordFileThatGoesIsRetryable() throws Exception {
        Path secret = secret("wrong");
        Publisher publisher = open("mqtt://127.0.0.1:1", "username=ann", "password_file=" + secret, "timeout=2");
        Files.delete(secret);
        assertThat(failure(publisher, small()))
                .isEqualTo("mqtt://127.0.0.1:1: password_file " + secret + " does not exist");
    }

    @Test
    void aUserAndAPasswordOutsideAsciiAreTakenAsUtf8() throws Exception {
        Path passwords = passwords("jürgen", "pässwörd €");
        Path secret = secret("pässwörd €\n");
        Path conf = Files.createDirectory(folder.resolve("conf"));
        Files.writeString(
                conf.resolve(MqttSettings.PID + ".cfg"), "username = jürgen\npassword_file = " + secret + "\n");
        try (Mosquitto broker = new Mosquitto(folder, "allow_anonymous false", "password_file " + passwords);
                Publisher publisher = new MqttPublisherFactory(MqttSettingsFiles.read(conf), new AtomicLong())
                        .open(
                                URI.create("mqtt://127.0.0.1:" + broker.port()),
                                new FakeOrigin(),
                                name -> (batch, limit) -> List.of())) {
            assertThatCode(() -> publisher.deliver(small())).doesNotThrowAnyException();
            Files.writeString(secret, "passwort\n");
            assertThat(failure(broker.port(), "jürgen", secret.toString())).contains("does not authorize");
        }
    }

    private Path secret(String text) throws Exception {
        return Files.setPosixFilePermissions(
                Files.writeString(folder.resolve("secret"), text), PosixFilePermissions.fromString("rw-------"));
    }

    private Path passwords(String user, String password) throws Exception {
        Path file = folder.resolve("passwords");
        Files.writeString(file, user + ":" + password + "\n");
        assertThat(new ProcessBuilder("mosquitto_passwd", "-U", file.toString())
                        .start()
                        .waitFor())
                .isZero();
        return file;
    }

    private static String failure(int port, String username, String passwordFile) throws IOException {
        String[] settings = {"username=" + username, "password_file=" + passwordFile, "timeout=" + TIMEOUT};
        return failure(open("mqtt://127.0.0.1:" + port, settings), small());
    }

    private static String failure(Publisher publisher, List<Message> messages) {
        long start = System.nanoTime();
        String[] message = {null};
        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> publisher.deliver(messages))
                .satisfies(e -> assertThat(e.isPermanent()).isFalse())
                .satisfies(e -> message[0] = e.getMessage());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(TIMEOUT + 8));
        return message[0];
    }

    private static Publisher open(String url, String... settings) throws IOException {
        return PublisherFixtures.factory(settings).open(URI.create(url), new FakeOrigin());
    }

    private static List<Message> small() {
        return List.of(new Message("t", new byte[10], 1));
    }

    /** More than the buffers of sockets hold. */
    private static List<Message> big() {
        return Collections.nCopies(200, new Message("t", new byte[MqttSettings.DEFAULT_MESSAGE_BYTES], 1));
    }
}
