package io.nephometer.publisher.mqtt;

import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import io.nephometer.publisher.mqtt.address.FakeOrigin;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import java.net.URI;
import java.util.Collections;
import java.util.List;

/** How fast a broker at {@code mqtt://127.0.0.1:PORT} takes messages. Run by hand, with the port as argument. */
final class DeliveryBenchmark {

    private DeliveryBenchmark() {}

    public static void main(String[] args) throws Exception {
        URI url = URI.create("mqtt://127.0.0.1:" + args[0]);
        try (Publisher publisher = PublisherFixtures.factory().open(url, new FakeOrigin())) {
            for (int size : new int[] {300, 10_000, 60_000, MqttSettings.DEFAULT_MESSAGE_BYTES}) {
                for (int together : new int[] {1, 1000}) {
                    measure(publisher, size, together);
                    measure(publisher, size, together);
                }
            }
        }
    }

    private static void measure(Publisher publisher, int size, int together) throws Exception {
        List<Message> messages = Collections.nCopies(together, new Message("t", new byte[size], 1));
        int count = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < 2_000_000_000L) {
            publisher.deliver(messages);
            count += together;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%,7d bytes, %,5d a delivery: %,9.0f messages/s, %,6.0f MB/s%n",
                size, together, count / seconds, count / seconds * size / 1e6);
    }
}
