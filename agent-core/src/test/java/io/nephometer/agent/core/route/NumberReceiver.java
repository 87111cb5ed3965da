package io.nephometer.agent.core.route;

import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Breaks the link on some messages. */
final class NumberReceiver implements Courier.Delivery {
    final Set<Integer> received = new ConcurrentSkipListSet<>();
    volatile Set<Integer> poison = Set.of();

    @Override
    public void deliver(List<Message> messages) throws DeliveryException {
        for (Message message : messages) {
            int number = Integer.parseInt(new String(message.payload(), StandardCharsets.UTF_8));
            if (poison.contains(number)) {
                throw DeliveryException.retryable("connection lost", null);
            }
            received.add(number);
        }
    }
}
