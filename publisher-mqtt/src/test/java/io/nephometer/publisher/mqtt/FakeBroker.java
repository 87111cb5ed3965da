package io.nephometer.publisher.mqtt;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.publisher.mqtt.link.BrokerLink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Records what is sent to it as text, and fails on demand. */
final class FakeBroker implements BrokerLink.Opener {

    final List<String> received = new ArrayList<>();
    Runnable onOpen = () -> {};
    boolean refuses;
    boolean drops;
    boolean interrupts;
    private Link last;

    @Override
    public BrokerLink open(Message will) throws DeliveryException {
        if (refuses) {
            throw DeliveryException.retryable("no broker", null);
        }
        received.add("connect, will " + words(will));
        onOpen.run();
        last = new Link();
        return last;
    }

    @Override
    public DeliveryException rivalry() {
        return DeliveryException.retryable("a rival", null);
    }

    @Override
    public DeliveryException refusal() {
        return DeliveryException.retryable("a rival", null);
    }

    /** Breaks the link while it is idle. */
    void breakLink() {
        last.up = false;
    }

    private static String words(Message message) {
        return message.topic() + " " + new String(message.payload(), StandardCharsets.UTF_8);
    }

    private final class Link implements BrokerLink {

        private boolean up = true;

        @Override
        public boolean isUp() {
            return up;
        }

        @Override
        public void send(List<Message> messages, int qos, boolean retained)
                throws DeliveryException, InterruptedException {
            if (interrupts) {
                throw new InterruptedException();
            }
            if (drops) {
                throw DeliveryException.retryable("connection lost", null);
            }
            messages.forEach(m -> received.add((retained ? "retained " : "") + "qos " + qos + " " + words(m)));
        }

        @Override
        public void close(Message farewell) {
            received.add("close " + words(farewell));
            up = false;
        }

        @Override
        public void cut() {
            received.add("cut");
            up = false;
        }
    }
}
