package io.nephometer.publisher.mqtt;

import io.nephometer.api.Batch;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import io.nephometer.publisher.mqtt.link.BrokerLink;
import io.nephometer.publisher.mqtt.link.FlapDetector;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Delivers the batches of one route to one broker. With QoS 0, a message counts as delivered once it has been written
 * to the connection.
 */
final class MqttPublisher implements Publisher {

    private final BrokerLink.Opener opener;
    private final StatusMessages status;
    private final AtomicLong goodbyes;
    private final FlapDetector flaps;
    private final BatchEncoder encoder;
    private final int qos;

    /**
     * The current link to the broker, or null while no link exists. The thread that removes a link from this reference
     * must end the link.
     */
    private final AtomicReference<BrokerLink> current = new AtomicReference<>();

    private volatile boolean closed;
    private List<String> announced; // the plugins in the last published status; null if the link has none
    private long announcedGoodbyes;

    /**
     * @param goodbyes the counter of the links that this agent's publishers have ended; because all publishers share
     *     one status topic, the other publishers must publish the status again whenever a link ends
     * @param flaps the detector for flapping links to this broker
     */
    MqttPublisher(
            BrokerLink.Opener opener,
            StatusMessages status,
            AtomicLong goodbyes,
            FlapDetector flaps,
            BatchEncoder encoder,
            int qos) {
        this.opener = opener;
        this.status = status;
        this.goodbyes = goodbyes;
        this.flaps = flaps;
        this.encoder = encoder;
        this.qos = qos;
    }

    @Override
    public List<Message> encode(Batch batch) {
        return encoder.encode(batch);
    }

    @Override
    public void deliver(List<Message> messages) throws DeliveryException, InterruptedException {
        if (closed) {
            throw DeliveryException.unreachable("the publisher is closed", null);
        }
        for (Message message : messages) {
            MessageLimits.check(message);
        }
        BrokerLink link = link();
        try {
            announce(link);
            link.send(messages, qos, false);
        } catch (DeliveryException e) {
            drop(link, true);
            throw flaps.isFlapping() && !e.isPermanent() ? flapping() : e;
        }
    }

    private BrokerLink link() throws DeliveryException, InterruptedException {
        BrokerLink link = current.get();
        if (link != null && link.isUp()) {
            return link;
        }
        drop(link, false);
        if (link != null && flaps.isFlapping()) { // reports flapping although each delivery may succeed
            throw DeliveryException.unreachable(flapping().getMessage(), null); // nothing was sent
        }
        link = opener.open(status.lost());
        flaps.linkOpened();
        announced = null;
        current.set(link);
        if (closed) { // another thread closed the publisher meanwhile and may have missed this link
            leave();
            throw DeliveryException.unreachable("the publisher is closed", null);
        }
        return link;
    }

    private DeliveryException flapping() {
        return flaps.isFlappingWhileIdle() ? opener.rivalry() : opener.refusal();
    }

    private void announce(BrokerLink link) throws DeliveryException, InterruptedException {
        List<String> plugins = status.plugins();
        long goodbyesNow = goodbyes.get();
        if (!plugins.equals(announced) || goodbyesNow != announcedGoodbyes) {
            link.send(List.of(status.online(plugins)), 1, true);
            announced = plugins;
            announcedGoodbyes = goodbyesNow;
        }
    }

    private void drop(BrokerLink link, boolean inUse) {
        if (link != null && current.compareAndSet(link, null)) {
            if (!link.isUp()) {
                flaps.linkClosed(inUse);
            }
            link.cut();
            goodbyes.incrementAndGet();
        }
    }

    @Override
    public void close() {
        closed = true;
        leave();
    }

    private void leave() {
        BrokerLink link = current.getAndSet(null);
        if (link == null) {
            return;
        }
        try {
            link.close(status.offline());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        goodbyes.incrementAndGet();
    }
}
