package io.nephometer.format.ceilometer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.nephometer.api.Batch;
import io.nephometer.api.Origin;
import io.nephometer.api.Sample;
import io.nephometer.format.Format;
import io.nephometer.format.Payload;
import io.nephometer.format.json.value.JsonValueWriter;
import io.nephometer.format.json.value.TruncatableBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes a batch as lists of Ceilometer metering messages. Each message has the ID that its sample would have in the
 * {@code json} format.
 */
final class CeilometerFormat implements Format {

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .rootValueSeparator((String) null)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final Origin origin;
    private final String secret;
    private MessageSigner signer; // reused because a topic template may split a turn into many small batches

    /** @param secret the secret for signing messages; if the secret is empty, the signatures are also empty */
    CeilometerFormat(Origin origin, String secret) {
        this.origin = origin;
        this.secret = secret;
    }

    @Override
    public List<Payload> encode(Batch batch, int limit) {
        MessageSigner by = signer == null ? new MessageSigner(secret) : signer;
        signer = null; // an exception would leave the signer in the middle of a message
        List<Payload> lists = new ArrayList<>();
        List<Sample> samples = batch.samples();
        TruncatableBuffer bytes = new TruncatableBuffer();
        int from = 0;
        while (from < samples.size()) {
            String id = origin.epoch() + "-" + (batch.sequence() + lists.size()) + "-";
            int count = writeList(bytes, samples.subList(from, samples.size()), id, limit, by);
            lists.add(new Payload(bytes.removeFrom(0), count));
            from += count;
        }
        signer = by;
        return lists;
    }

    /** Writes as many samples as the size limit allows, but at least one. Returns the number of samples written. */
    private static int writeList(
            TruncatableBuffer bytes, List<Sample> samples, String id, int limit, MessageSigner signer) {
        int count = 0;
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            for (Sample sample : samples) {
                int mark = bytes.size();
                bytes.write(count == 0 ? '[' : ',');
                JsonValueWriter.write(json, MeteringMessageConverter.of(sample, id + count, signer));
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
            throw new UncheckedIOException(e); // writing to memory does not fail
        }
    }
}
