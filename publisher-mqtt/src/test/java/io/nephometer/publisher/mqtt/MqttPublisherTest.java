package io.nephometer.publisher.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import io.nephometer.publisher.mqtt.address.TopicTemplate;
import io.nephometer.publisher.mqtt.link.FlapDetector;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MqttPublisherTest {

    private static final String STATUS = "nephometer/node-1/status ";
    private static final String WHO = ",\"host\":\"node-1\",\"epoch\":\"e7\",\"version\":\"0.1.0\",\"plugins\":";
    private static final String CPU = WHO + "[\"pollster.cpu 0.1.0\"]";
    private static final String NOW = ",\"timestamp\":\"2026-11-01T12:00:00.000000Z\"}";

    private static final String CONNECT = "connect, will " + STATUS + "{\"state\":\"lost\"" + CPU + "}";
    private static final String ONLINE = "retained qos 1 " + STATUS + "{\"state\":\"online\"" + CPU + NOW;
    private static final String OFFLINE = "close " + STATUS + "{\"state\":\"offline\"" + CPU + NOW;

    private final FakeBroker broker = new FakeBroker();
    private final FakeOrigin origin = new FakeOrigin();
    private final AtomicLong goodbyes = new AtomicLong();
    private final MqttPublisher publisher = publisher(1);

    @Test
    void aFailureIsReportedAndTheLinkIsCut() throws Exception {
        broker.drops = true;
        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> deliver("a"))
                .withMessage("connection lost");
        broker.drops = false;
        deliver("a");
        assertThat(broker.received).containsExactly(CONNECT, "cut", CONNECT, ONLINE, "qos 1 t a");
    }

    @Test
    void aRefusedConnectionIsTriedAgainWithTheNextDelivery() throws Exception {
        broker.refuses = true;
        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> deliver("a"))
                .withMessage("no broker");
        broker.refuses = false;
        deliver("a");
        assertThat(broker.received).containsExactly(CONNECT, ONLINE, "qos 1 t a");
    }

    @Test
    void aLinkThatBrokeMeanwhileIsReplacedWithoutAFailure() throws Exception {
        deliver("a");
        broker.breakLink();
        deliver("b");
        assertThat(broker.received).containsExactly(CONNECT, ONLINE, "qos 1 t a", "cut", CONNECT, ONLINE, "qos 1 t b");
    }

    @Test
    void aBrokerThatClosesLinkAfterLinkIsReportedThoughEachDeliverySucceeds() throws Exception {
        for (int i = 0; i < 3; i++) {
            deliver("a");
            broker.breakLink();
        }
        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> deliver("b"))
                .withMessage("a rival")
                .matches(e -> !e.isPermanent());
        deliver("b");
        assertThat(broker.received).endsWith("cut", CONNECT, ONLINE, "qos 1 t b");
    }

    @Test
    void aMessageThatNoBrokerTakesIsAPermanentFailureBeforeAnythingIsSent() {
        Message bad = new Message("t/#", new byte[0], 1);
        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> publisher.deliver(List.of(message("a"), bad)))
                .matches(DeliveryException::isPermanent);
        assertThat(broker.received).isEmpty();
    }

    @Test
    void anInterruptedDeliveryLeavesALinkThatCanStillSayGoodbye() throws Exception {
        deliver("a");
        broker.interrupts = true;
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> deliver("b"));
        publisher.close();
        assertThat(broker.received).containsExactly(CONNECT, ONLINE, "qos 1 t a", OFFLINE);
    }

    @Test
    void aPublisherThatIsClosedWhileItConnectsLeavesNothing() {
        broker.onOpen = publisher::close;
        assertThatExceptionOfType(DeliveryException.class)
                .isThrownBy(() -> deliver("a"))
                .withMessage("the publisher is closed");
        assertThat(broker.received).containsExactly(CONNECT, OFFLINE);
    }

    @Test
    void aClosedPublisherDoesNotConnect() {
        publisher.close();
        assertThatExceptionOfType(DeliveryException.class).isThrownBy(() -> deliver("a"));
        assertThat(broker.received).isEmpty();
    }

    @Test
    void aPublisherThatNeverConnectedHasNobodyToSayGoodbyeTo() {
        publisher.close();
        assertThat(broker.received).isEmpty();
    }

    @Test
    void onlineIsSaidOnceALink() throws Exception {
        deliver("a");
        deliver("b");
        assertThat(broker.received).containsExactly(CONNECT, ONLINE, "qos 1 t a", "qos 1 t b");
    }

    @Test
    void onlineIsSaidAgainWhenThePluginsHaveChanged() throws Exception {
        deliver("a");
        origin.plugins("pollster.cpu 0.2.0", "pollster.net 0.1.0");
        deliver("b");
        assertThat(broker.received)
                .containsExactly(
                        CONNECT,
                        ONLINE,
                        "qos 1 t a",
                        "retained qos 1 " + STATUS + "{\"state\":\"online\"" + WHO
                                + "[\"pollster.cpu 0.2.0\",\"pollster.net 0.1.0\"]" + NOW,
                        "qos 1 t b");
    }

    @Test
    void onlineIsSaidAgainWhenAnotherPublisherOfTheAgentHasSaidOffline() throws Exception {
        deliver("a");
        MqttPublisher other = publisher(1);
        other.deliver(List.of(message("b")));
        other.close();
        deliver("c");
        deliver("d");
        assertThat(broker.received)
                .containsExactly(
                        CONNECT,
                        ONLINE,
                        "qos 1 t a",
                        CONNECT,
                        ONLINE,
                        "qos 1 t b",
                        OFFLINE,
                        ONLINE,
                        "qos 1 t c",
                        "qos 1 t d");
    }

    @Test
    void offlineIsSaidAtTheEndAndOnlyOnce() throws Exception {
        deliver("a");
        publisher.close();
        publisher.close();
        assertThat(broker.received).containsExactly(CONNECT, ONLINE, "qos 1 t a", OFFLINE);
    }

    @Test
    void samplesGoWithTheirOwnQualityOfServiceAndTheStatusIsAlwaysAcknowledged() throws Exception {
        publisher(0).deliver(List.of(message("a")));
        assertThat(broker.received).containsExactly(CONNECT, ONLINE, "qos 0 t a");
    }

    private void deliver(String payload) throws DeliveryException, InterruptedException {
        publisher.deliver(List.of(message(payload)));
    }

    private static Message message(String payload) {
        return new Message("t", payload.getBytes(java.nio.charset.StandardCharsets.UTF_8), 1);
    }

    private MqttPublisher publisher(int qos) {
        StatusMessages status = new StatusMessages(origin, () -> Instant.parse("2026-11-01T12:00:00Z"));
        return new MqttPublisher(
                broker,
                status,
                goodbyes,
                new FlapDetector(() -> 0),
                new BatchEncoder(TopicTemplate.parse("t"), (batch, limit) -> List.of(), 1024),
                qos);
    }
}
