package io.nephometer.publisher.mqtt.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Origin;
import io.nephometer.api.Sample;
import io.nephometer.publisher.mqtt.address.TopicTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Encodes a batch as lists of Ceilometer's metering messages. A message has the id of its sample in {@link JsonFormat}. */
public final class CeilometerFormat implements Format {

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .rootValueSeparator((String) null)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final TopicTemplate topic;
    private final Origin origin;
    private final int limit;
    private final String secret;

    /**
     * @param limit maximum size of a list in bytes; a single larger sample is still sent
     * @param secret to sign with; empty: the signatures are empty
     */
    public CeilometerFormat(TopicTemplate topic, Origin origin, int limit, String secret) {
        this.topic = topic;
        this.origin = origin;
        this.limit = limit;
        this.secret = secret;
    }

    @Override
    public List<Message> encode(Batch batch) {
        List<Message> messages = new ArrayList<>();
        MessageSigner signer = new MessageSigner(secret);
        topic.byTopic(batch).forEach((name, samples) -> {
            TruncatableBuffer bytes = new TruncatableBuffer();
            int from = 0;
            while (from < samples.size()) {
                String id = origin.epoch() + "-" + (batch.sequence() + messages.size()) + "-";
                int count = writeList(bytes, samples.subList(from, samples.size()), id, signer);
                messages.add(new Message(name, bytes.removeFrom(0), count));
                from += count;
            }
        });
        return messages;
    }

    /** Writes as many samples as the limit allows, at least one, and returns how many. */
    private int writeList(TruncatableBuffer bytes, List<Sample> samples, String id, MessageSigner signer) {
        int count = 0;
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            for (Sample sample : samples) {
                int mark = bytes.size();
                bytes.write(count == 0 ? '[' : ',');
                JsonValueWriter.write(json, MeteringMessage.of(sample, id + count, signer));
                json.flush();
                if (count > 0 && bytes.size() + 1 > limit) {
                    bytes.truncate(mark);
                    break;
                }
                count++;
            }
            bytes.write(']');
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // bytes in memory do not fail
        }
    }
}
