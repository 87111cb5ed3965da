package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.format.TransportFactory;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.settings.MqttSettingsFiles;
import io.nephometer.publisher.mqtt.settings.SettingsFixtures;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MqttPublisherFactoryTest {

    private final PublisherFactory factory = PublisherFixtures.factory();

    @Test
    void aPasswordInTheClearIsRefusedWhenThePublisherIsOpened() {
        assertThatIOException()
                .isThrownBy(() -> PublisherFixtures.factory("username=u", "password_file=/secret")
                        .open(URI.create("mqtt://broker.example"), new FakeOrigin()))
                .withMessageContaining("mqtts://");
    }

    @Test
    void aWrongSettingIsNotAFaultOfTheUrl() {
        for (String[] settings : new String[][] {
            {"username=u", "password_file=/nowhere/password"},
            {"cert_file=/nowhere/cert.pem"},
            {"ca_file=/nowhere/ca.pem"}
        }) {
            assertThatIOException()
                    .isThrownBy(() -> PublisherFixtures.factory(settings)
                            .open(URI.create("mqtts://broker.example"), new FakeOrigin()))
                    .withMessageContaining(SettingsFixtures.FILE);
        }
    }

    /** The format reads its secret from a file of its own: nothing is to be signed without the one that is set here. */
    @Test
    void aSecretOfTheFormatAtItsFormerPlaceKeepsItsRoutesClosed() throws Exception {
        TransportFactory moved = new MqttPublisherFactory(
                MqttSettingsFiles.of(Map.of(
                        MqttSettings.PID, SettingsFixtures.values("telemetry_secret_file=/etc/nephometer/secret"))),
                new AtomicLong());
        for (String format : List.of("ceilometer", "ceilometer~east")) {
            assertThatIOException()
                    .isThrownBy(() -> moved.open(
                            URI.create("mqtt://127.0.0.1?format=" + format),
                            new FakeOrigin(),
                            name -> (batch, limit) -> List.of()))
                    .withMessageStartingWith(
                            SettingsFixtures.FILE + ": telemetry_secret_file is not read here any more:"
                                    + " set it in conf/io.nephometer.format.ceilometer.cfg");
        }
        moved.open(URI.create("mqtt://127.0.0.1"), new FakeOrigin(), name -> (batch, limit) -> List.of())
                .close();
    }

    @Test
    void aFormatThatIsMissingOrWrongIsReportedBeforeAWrongSetting() {
        assertThatIOException()
                .isThrownBy(() -> PublisherFixtures.factory("cert_file=/nowhere/cert.pem")
                        .open(URI.create("mqtts://broker.example?format=xml"), new FakeOrigin()))
                .withMessage("no plugin offers xml");
    }

    @Test
    void aWrongUrlIsReportedBeforeAWrongSetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublisherFixtures.factory("cert_file=/nowhere/cert.pem")
                        .open(URI.create("mqtts://u:p@broker.example"), new FakeOrigin()))
                .withMessageNotContaining("cert_file");
    }

    @Test
    void aTopicThatBecomesTooLongIsRefusedWhenThePublisherIsOpened() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open("mqtt://127.0.0.1?topic=" + "a".repeat(65_530) + "%7Bhost%7D"))
                .withMessageContaining("65535");
    }

    @Test
    void aPublisherOpensAndEncodesWithoutABroker() throws Exception {
        Sample sample = Sample.of(Meter.gauge("m", "B"), Resource.of("r", Map.of()), 1, Moment.now());
        try (Publisher publisher = open("mqtts://broker.example?topic=x/%7Bsource%7D/%7Broute%7D")) {
            assertThat(publisher.encode(new Batch("s", 1, List.of(sample))))
                    .extracting(Message::topic)
                    .containsExactly("x/s/meter_sink.mqtt");
        }
    }

    @Test
    void itServesPlainAndTls() {
        assertThat(factory.schemes()).containsExactlyInAnyOrder("mqtt", "mqtts");
    }

    private Publisher open(String url) throws IOException {
        return factory.open(URI.create(url), new FakeOrigin());
    }
}
