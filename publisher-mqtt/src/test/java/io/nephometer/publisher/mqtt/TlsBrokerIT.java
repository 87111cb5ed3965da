package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import io.nephometer.publisher.mqtt.link.BrokerLink;
import io.nephometer.publisher.mqtt.link.ConnectionParameters;
import io.nephometer.publisher.mqtt.link.PahoLink;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.settings.SettingsFixtures;
import io.nephometer.publisher.mqtt.tls.CertificateAuthority;
import io.nephometer.publisher.mqtt.tls.IssuedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsBrokerIT {

    private static final Message WILL = new Message("will", new byte[0], 0);
    private static final List<Message> SMALL = List.of(new Message("t", new byte[10], 1));

    @TempDir
    private Path folder;

    private CertificateAuthority authority;
    private String ca;

    @BeforeEach
    void found() throws Exception {
        authority = new CertificateAuthority(folder, "our-ca");
        ca = "ca_file=" + authority.file();
    }

    @AfterEach
    void noThreadIsLeft() {
        ClientThreads.assertNoneLeft();
    }

    @Test
    void aBrokerWhoseIssuerNobodyKnowsIsRefused() throws Exception {
        CertificateAuthority other = new CertificateAuthority(folder, "other-ca");
        try (Mosquitto broker =
                new Mosquitto(folder, authority.issue("ip:127.0.0.1").settings())) {
            assertThat(failure(broker))
                    .isEqualTo("no broker at mqtts://127.0.0.1:" + broker.port()
                            + ": its certificate is not trusted: it is issued by CN=our-ca, which the Java runtime does not trust:"
                            + " set ca_file to the issuer's certificate");
            assertThat(failure(broker, "ca_file=" + other.file()))
                    .isEqualTo("no broker at mqtts://127.0.0.1:"
                            + broker.port() + ": its certificate is not trusted: it is issued by CN=our-ca,"
                            + " whose certificate is not in ca_file " + other.file());
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        try (Mosquitto broker =
                new Mosquitto(folder, authority.issue("dns:broker.example").settings())) {
            assertThat(failure(broker, ca))
                    .isEqualTo("no broker at mqtts://127.0.0.1:" + broker.port()
                            + ": its certificate is for broker.example and not for 127.0.0.1:"
                            + " the URL must name the host as the certificate does");
        }
    }

    @Test
    void anExpiredCertificateIsRefusedWithItsDate() throws Exception {
        IssuedCertificate expired =
                authority.issue("ip:127.0.0.1", "-startdate", "2020/01/01 00:00:00", "-validity", "1");
        try (Mosquitto broker = new Mosquitto(folder, expired.settings())) {
            assertThat(failure(broker, ca)).contains(": its certificate expired on 2020-01-0");
        }
    }

    @Test
    void aBrokerThatWantsAClientCertificateSaysSo() throws Exception {
        for (String version : List.of("tlsv1.2", "tlsv1.3")) {
            try (Mosquitto broker = mutual(version)) {
                for (int i = 0; i < 10; i++) { // with TLS 1.3 its alert and the end of the connection come together
                    assertThat(failure(broker, ca))
                            .contains("requires a client certificate", "set cert_file and key_file");
                }
            }
        }
    }

    @Test
    void aClientCertificateThatTheBrokerDoesNotAcceptIsReported() throws Exception {
        IssuedCertificate stranger = new CertificateAuthority(folder, "other-ca").issue("dns:client");
        IssuedCertificate expired =
                authority.issue("dns:client", "-startdate", "2020/01/01 00:00:00", "-validity", "1");
        for (String version : List.of("tlsv1.2", "tlsv1.3")) {
            try (Mosquitto broker = mutual(version)) {
                assertThat(failure(broker, ca, "cert_file=" + stranger.file(), "key_file=" + stranger.key()))
                        .contains("the broker does not trust the issuer of the client certificate in cert_file");
                assertThat(failure(broker, ca, "cert_file=" + expired.file(), "key_file=" + expired.key()))
                        .contains("the broker reports that the client certificate in cert_file has expired");
            }
        }
    }

    @Test
    void aClientCertificateIsShownAndAcceptedWhicheverKindOfKeyItHas() throws Exception {
        for (String kind : List.of("EC", "RSA")) {
            IssuedCertificate client = authority.issue("dns:client", "-keyalg", kind);
            for (String version : List.of("tlsv1.2", "tlsv1.3")) {
                try (Mosquitto broker = mutual(version);
                        Publisher publisher =
                                open(broker.port(), ca, "cert_file=" + client.file(), "key_file=" + client.key())) {
                    publisher.deliver(SMALL);
                }
            }
        }
    }

    @Test
    void aCertificateThatIsRotatedIsUsedFromTheNextConnectionOn() throws Exception {
        IssuedCertificate expired =
                authority.issue("dns:client", "-startdate", "2020/01/01 00:00:00", "-validity", "1");
        Path file = Files.copy(expired.file(), folder.resolve("client.pem"));
        Path key = Files.copy(expired.key(), folder.resolve("client.key"));
        try (Mosquitto broker = mutual("tlsv1.3");
                Publisher publisher = open(broker.port(), ca, "cert_file=" + file, "key_file=" + key)) {
            assertThat(failure(publisher)).contains("has expired");
            IssuedCertificate fresh = authority.issue("dns:client");
            Files.copy(fresh.file(), file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(failure(publisher)).contains("key_file " + key + " is not the key of the first certificate in");
            Files.copy(fresh.key(), key, StandardCopyOption.REPLACE_EXISTING);
            publisher.deliver(SMALL);
        }
    }

    private Mosquitto mutual(String version) throws Exception {
        List<String> settings =
                new ArrayList<>(List.of(authority.issue("ip:127.0.0.1").settings()));
        settings.addAll(List.of("cafile " + authority.file(), "require_certificate true", "tls_version " + version));
        return new Mosquitto(folder, settings.toArray(String[]::new));
    }

    @Test
    void aBrokerThatDoesNotSpeakTlsIsRetryableAndSaysSo() throws Exception {
        try (Mosquitto broker = new Mosquitto(folder)) {
            assertThat(failure(broker, ca))
                    .startsWith("no broker at mqtts://127.0.0.1:" + broker.port() + ": ")
                    .contains("speak TLS");
        }
    }

    @Test
    void aPlainClientAtATlsPortIsRetryableAndSaysSo() throws Exception {
        try (Mosquitto broker =
                        new Mosquitto(folder, authority.issue("ip:127.0.0.1").settings());
                Publisher publisher = PublisherFixtures.factory("timeout=20")
                        .open(URI.create("mqtt://127.0.0.1:" + broker.port()), new FakeOrigin())) {
            assertThat(failure(publisher))
                    .isEqualTo("no broker at mqtt://127.0.0.1:" + broker.port()
                            + ": the connection was closed without an answer: is this the broker's port for mqtts://?");
        }
    }

    @Test
    void aServerThatNeverShakesHandsIsGivenUpInTime() throws Exception {
        try (FaultyServer server = new FaultyServer(FaultyServer.MUTE);
                Publisher publisher = open(server.port(), ca, "timeout=2")) {
            long start = System.nanoTime();
            assertThat(failure(publisher)).contains("no answer");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
        }
    }

    @Test
    void aBrokerThatFreezesIsGivenUpInTimeEvenWhileItIsWrittenTo() throws Exception {
        try (FaultyServer server = new FaultyServer(
                authority
                        .issue("ip:127.0.0.1")
                        .context()
                        .getServerSocketFactory()
                        .createServerSocket(0, 10, InetAddress.getLoopbackAddress()),
                FaultyServer.FREEZES)) {
            BrokerLink link = PahoLink.open(broker(server.port(), "timeout=2"), WILL);
            long start = System.nanoTime();
            List<Message> big =
                    Collections.nCopies(200, new Message("t", new byte[MqttSettings.DEFAULT_MESSAGE_BYTES], 1));
            assertThatExceptionOfType(DeliveryException.class)
                    .isThrownBy(() -> link.send(big, 1, false))
                    .withMessageContaining("no acknowledgement for 2 s");
            link.cut();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
        }
    }

    @Test
    void aTrustedBrokerIsDeliveredTo() throws Exception {
        try (Mosquitto broker =
                new Mosquitto(folder, authority.issue("ip:127.0.0.1").settings())) {
            BrokerLink link = PahoLink.open(broker(broker.port(), "timeout=20"), WILL);
            link.send(
                    Collections.nCopies(200, new Message("t", new byte[MqttSettings.DEFAULT_MESSAGE_BYTES], 1)),
                    1,
                    false);
            link.close(WILL);
        }
    }

    private ConnectionParameters broker(int port, String timeout) {
        return new ConnectionParameters(
                "127.0.0.1", port, "nephometer-tls", SettingsFixtures.settings(timeout, ca), true);
    }

    private static Publisher open(int port, String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of(settings));
        if (!all.contains("timeout=2")) {
            all.add("timeout=20"); // a handshake takes its time on a busy machine
        }
        return PublisherFixtures.factory(all.toArray(String[]::new))
                .open(URI.create("mqtts://127.0.0.1:" + port), new FakeOrigin());
    }

    private static String failure(Mosquitto broker, String... settings) throws IOException {
        try (Publisher publisher = open(broker.port(), settings)) {
            return failure(publisher);
        }
    }

    private static String failure(Publisher publisher) {
        String[] message = {null};
        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> publisher.deliver(SMALL))
                .satisfies(e -> assertThat(e.isPermanent()).isFalse())
                .satisfies(e -> message[0] = e.getMessage());
        assertThat(message[0]).doesNotContain("\n");
        return message[0];
    }
}
