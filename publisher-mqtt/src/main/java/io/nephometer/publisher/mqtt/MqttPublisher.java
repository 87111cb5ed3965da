package io.nephometer.publisher.mqtt;

import io.nephometer.api.Batch;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import io.nephometer.publisher.mqtt.format.Format;
import io.nephometer.publisher.mqtt.link.BrokerLink;
import io.nephometer.publisher.mqtt.link.FlapDetector;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The way out of one route to one broker. With QoS 0 it is not at-least-once: what was written counts as delivered. */
final class MqttPublisher implements Publisher {

    private final BrokerLink.Opener opener;
    private final StatusMessages status;
    private final AtomicLong goodbyes;
    private final FlapDetector flaps;
    private final Format format;
    private final int qos;

    /** Null while there is none; whoever takes it out ends it. */
    private final AtomicReference<BrokerLink> current = new AtomicReference<>();

    private volatile boolean closed;
    private List<String> announced; // the plugins that the broker knows of; null if it does not know that we are here
    private long goodbyesThen;

    /**
     * @param goodbyes of all publishers of this agent: as they share one status, after each the others say theirs again
     * @param flaps to this broker
     */
    MqttPublisher(
            BrokerLink.Opener opener,
            StatusMessages status,
            AtomicLong goodbyes,
            FlapDetector flaps,
            Format format,
            int qos) {
        this.opener = opener;
        this.status = status;
        this.goodbyes = goodbyes;
        this.flaps = flaps;
        this.format = format;
        this.qos = qos;
    }

    @Override
    public List<Message> encode(Batch batch) {
        return format.encode(batch);
    }

    @Override
    public void deliver(List<Message> messages) throws DeliveryException, InterruptedException {
        if (closed) {
            throw DeliveryException.unreachable("the publisher is closed", null);
        }
        for (Message message : messages) {
            MqttLimits.check(message);
        }
        BrokerLink link = link();
        try {
            announce(link);
            link.send(messages, qos, false);
        } catch (DeliveryException e) {
            drop(link, true);
            throw flaps.isFlapping() && !e.isPermanent() ? why() : e;
        }
    }

    private BrokerLink link() throws DeliveryException, InterruptedException {
        BrokerLink link = current.get();
        if (link != null && link.isUp()) {
            return link;
        }
        drop(link, false);
        if (link != null
                && flaps.isFlapping()) { // else it is never reported: each delivery may go well before the next one
            throw DeliveryException.unreachable(why().getMessage(), null); // nothing was sent
        }
        link = opener.open(status.lost());
        flaps.linkOpened();
        announced = null;
        current.set(link);
        if (closed) { // meanwhile, by another thread, which may not have seen this link
            leave();
            throw DeliveryException.unreachable("the publisher is closed", null);
        }
        return link;
    }

    private DeliveryException why() {
        return flaps.isFlappingWhileIdle() ? opener.rivalry() : opener.refusal();
    }

    private void announce(BrokerLink link) throws DeliveryException, InterruptedException {
        List<String> plugins = status.plugins();
        long goodbyesNow = goodbyes.get();
        if (!plugins.equals(announced) || goodbyesNow != goodbyesThen) {
            link.send(List.of(status.online(plugins)), 1, true);
            announced = plugins;
            goodbyesThen = goodbyesNow;
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
