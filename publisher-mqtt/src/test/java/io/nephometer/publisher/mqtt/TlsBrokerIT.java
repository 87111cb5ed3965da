package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsBrokerIT {

    private static final Message WILL = new Message("will", new byte[0], 0);
    private static final List<Message> SMALL = List.of(new Message("t", new byte[10], 1));

    @TempDir
    private Path folder;

    @AfterEach
    void noThreadIsLeft() {
        ClientThreads.assertNoneLeft();
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        Certificate certificate = new Certificate(folder, "ip:127.0.0.1");
        try (Mosquitto broker = new Mosquitto(folder, certificate.settings());
                Publisher publisher = new MqttPublisherFactory(Settings.of("", "", false, 2, 15))
                        .open(URI.create("mqtts://127.0.0.1:" + broker.port()), new FakeOrigin())) {
            assertThatExceptionOfType(DeliveryException.class)
                    .isThrownBy(() -> publisher.deliver(SMALL))
                    .withMessage("no broker at mqtts://127.0.0.1:" + broker.port() + ": its certificate is not trusted:"
                            + " unable to find valid certification path to requested target");
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        Certificate certificate = new Certificate(folder, "dns:broker.example");
        try (Mosquitto broker = new Mosquitto(folder, certificate.settings())) {
            SSLSocketFactory trusting = certificate.context().getSocketFactory();
            assertThatExceptionOfType(DeliveryException.class)
                    .isThrownBy(() -> PahoLink.open(broker(broker.port(), trusting), WILL))
                    .withMessageContaining("its certificate is not trusted: no subject alternative names");
        }
    }

    @Test
    void aBrokerThatDoesNotSpeakTlsIsRetryable() throws Exception {
        try (Mosquitto broker = new Mosquitto(folder)) {
            DeliveryException e = catchThrowableOfType(
                    DeliveryException.class,
                    () -> PahoLink.open(broker(broker.port(), (SSLSocketFactory) SSLSocketFactory.getDefault()), WILL));
            assertThat(e).hasMessageStartingWith("no broker at mqtts://127.0.0.1:" + broker.port() + ": ");
        }
    }

    @Test
    void aServerThatNeverShakesHandsIsGivenUpInTime() throws Exception {
        try (OddServer server = new OddServer(OddServer.MUTE)) {
            long start = System.nanoTime();
            assertThatExceptionOfType(DeliveryException.class)
                    .isThrownBy(() -> PahoLink.open(
                            broker(server.port(), (SSLSocketFactory) SSLSocketFactory.getDefault()), WILL))
                    .withMessageContaining("no answer");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void aBrokerThatFreezesIsGivenUpInTimeEvenWhileItIsWrittenTo() throws Exception {
        Certificate certificate = new Certificate(folder, "ip:127.0.0.1");
        try (OddServer server = new OddServer(
                certificate
                        .context()
                        .getServerSocketFactory()
                        .createServerSocket(0, 10, InetAddress.getLoopbackAddress()),
                OddServer.FREEZES)) {
            BrokerLink link =
                    PahoLink.open(broker(server.port(), certificate.context().getSocketFactory()), WILL);
            long start = System.nanoTime();
            List<Message> big = Collections.nCopies(200, new Message("t", new byte[JsonFormat.LIMIT], 1));
            assertThatExceptionOfType(DeliveryException.class)
                    .isThrownBy(() -> link.send(big, 1, false))
                    .withMessageContaining("no acknowledgement for 2 s");
            link.cut();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void aTrustedBrokerIsDeliveredTo() throws Exception {
        Certificate certificate = new Certificate(folder, "ip:127.0.0.1");
        try (Mosquitto broker = new Mosquitto(folder, certificate.settings())) {
            BrokerLink link =
                    PahoLink.open(broker(broker.port(), certificate.context().getSocketFactory()), WILL);
            link.send(Collections.nCopies(200, new Message("t", new byte[JsonFormat.LIMIT], 1)), 1, false);
            link.close(WILL);
        }
    }

    private static Broker broker(int port, SSLSocketFactory tls) {
        return new Broker("127.0.0.1", port, "nephometer-tls", Settings.of("", "", false, 2, 15), tls);
    }
}
