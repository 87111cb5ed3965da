package io.nephometer.agent.core.sink;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.format.Format;
import io.nephometer.format.Formats;
import io.nephometer.format.TransportFactory;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens publishers of {@code t://FORMAT} that count by route how often they are opened and what they deliver. */
final class FormatTransport implements TransportFactory {

    final Map<String, Integer> opened = new ConcurrentHashMap<>();
    final Map<String, Integer> delivered = new ConcurrentHashMap<>();

    @Override
    public Set<String> schemes() {
        return Set.of("t");
    }

    @Override
    public Publisher open(URI url, Origin origin, Formats formats) throws IOException {
        Format format = formats.open(url.getHost());
        opened.merge(origin.route(), 1, Integer::sum);
        return new Publisher() {
            @Override
            public List<Message> encode(Batch batch) {
                return format.encode(batch, 1024).stream()
                        .map(payload -> new Message("t", payload.bytes(), payload.samples()))
                        .toList();
            }

            @Override
            public void deliver(List<Message> messages) {
                messages.forEach(message -> delivered.merge(origin.route(), message.samples(), Integer::sum));
            }

            @Override
            public void close() {}
        };
    }
}
