package io.nephometer.publisher.mqtt;

import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.format.Format;
import io.nephometer.format.Payload;
import io.nephometer.publisher.mqtt.address.TopicTemplate;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups a batch's samples by topic and encodes each group separately.
 *
 * @param limit the maximum size of a message in bytes, before compression
 */
record BatchEncoder(TopicTemplate topic, Format format, int limit) {

    List<Message> encode(Batch batch) {
        List<Message> messages = new ArrayList<>();
        topic.byTopic(batch).forEach((name, samples) -> {
            Batch share = new Batch(batch.source(), batch.sequence() + messages.size(), samples);
            for (Payload payload : format.encode(share, limit)) {
                messages.add(new Message(name, payload.bytes(), payload.samples()));
            }
        });
        return messages;
    }
}
