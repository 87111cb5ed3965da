package io.nephometer.publisher.mqtt.format;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Origin;
import io.nephometer.api.Sample;
import io.nephometer.publisher.mqtt.address.TopicTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A batch as JSON documents, described in {@code docs/sample-document.schema.json}. */
public final class JsonFormat implements Format {

    private final TopicTemplate topic;
    private final Origin origin;
    private final int limit;

    /** @param limit bytes of the biggest document, unless a single sample is bigger */
    public JsonFormat(TopicTemplate topic, Origin origin, int limit) {
        this.topic = topic;
        this.origin = origin;
        this.limit = limit;
    }

    @Override
    public List<Message> encode(Batch batch) {
        List<Message> messages = new ArrayList<>();
        try (DocumentPartWriter json = new DocumentPartWriter()) {
            for (Map.Entry<String, List<Sample>> share : topic.share(batch).entrySet()) {
                long sequence = batch.sequence() + messages.size();
                new DocumentWriter(origin, batch.source(), json, limit)
                        .write(share.getValue(), sequence)
                        .forEach(document ->
                                messages.add(new Message(share.getKey(), document.bytes(), document.samples())));
            }
        }
        return messages;
    }
}
