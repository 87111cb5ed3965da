package io.nephometer.publisher.mqtt;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Origin;
import io.nephometer.api.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A batch as JSON documents, described in {@code docs/sample-document.schema.json}. */
final class JsonFormat {

    /** Bytes of the biggest document, unless a single sample is bigger. */
    static final int LIMIT = 128 * 1024;

    private final TopicTemplate topic;
    private final Origin origin;

    JsonFormat(TopicTemplate topic, Origin origin) {
        this.topic = topic;
        this.origin = origin;
    }

    List<Message> encode(Batch batch) {
        List<Message> messages = new ArrayList<>();
        try (JsonText json = new JsonText()) {
            for (Map.Entry<String, List<Sample>> share : topic.share(batch).entrySet()) {
                long sequence = batch.sequence() + messages.size();
                new Documents(origin, batch.source(), json, LIMIT)
                        .write(share.getValue(), sequence)
                        .forEach(document ->
                                messages.add(new Message(share.getKey(), document.bytes(), document.samples())));
            }
        }
        return messages;
    }
}
