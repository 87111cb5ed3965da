package io.nephometer.publisher.mqtt.format;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Origin;
import io.nephometer.api.Sample;
import io.nephometer.publisher.mqtt.address.TopicTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Encodes a batch as JSON documents, which {@code docs/sample-document.schema.json} describes. */
public final class JsonFormat implements Format {

    private final TopicTemplate topic;
    private final Origin origin;
    private final int limit;

    /** @param limit maximum size of a document in bytes; a single larger sample is still sent */
    public JsonFormat(TopicTemplate topic, Origin origin, int limit) {
        this.topic = topic;
        this.origin = origin;
        this.limit = limit;
    }

    @Override
    public List<Message> encode(Batch batch) {
        List<Message> messages = new ArrayList<>();
        try (DocumentPartWriter json = new DocumentPartWriter()) {
            for (Map.Entry<String, List<Sample>> group : topic.byTopic(batch).entrySet()) {
                long sequence = batch.sequence() + messages.size();
                new DocumentWriter(origin, batch.source(), json, limit)
                        .write(group.getValue(), sequence)
                        .forEach(document ->
                                messages.add(new Message(group.getKey(), document.bytes(), document.samples())));
            }
        }
        return messages;
    }
}
