package io.nephometer.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.nephometer.api.Batch;
import io.nephometer.api.Origin;
import io.nephometer.api.Owner;
import io.nephometer.api.Sample;
import io.nephometer.format.Format;
import io.nephometer.format.Payload;
import io.nephometer.format.json.value.JsonValueWriter;
import io.nephometer.format.json.value.TruncatableBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Encodes a batch as lines of JSON, with one line for each sample. Each line is a complete JSON object. */
final class JsonLinesFormat implements Format {

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .rootValueSeparator((String) null)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // Java 17 does not always print the shortest text
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final Origin origin;

    JsonLinesFormat(Origin origin) {
        this.origin = origin;
    }

    @Override
    public List<Payload> encode(Batch batch, int limit) {
        List<Payload> payloads = new ArrayList<>();
        TruncatableBuffer lines = new TruncatableBuffer();
        try (JsonGenerator json = FACTORY.createGenerator(lines)) {
            Line line = new Line(json, lines, batch.source());
            int samples = 0;
            for (Sample sample : batch.samples()) {
                int mark = lines.size();
                line.write(sample, batch.sequence() + payloads.size(), samples);
                if (samples > 0 && lines.size() > limit) {
                    lines.truncate(mark);
                    payloads.add(new Payload(lines.removeFrom(0), samples));
                    samples = 0;
                    line.write(sample, batch.sequence() + payloads.size(), 0);
                }
                samples++;
            }
            if (samples > 0) {
                payloads.add(new Payload(lines.removeFrom(0), samples));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory does not fail
        }
        return payloads;
    }

    /** Writes each sample in a batch as a separate line. */
    private final class Line {

        private final JsonGenerator json;
        private final TruncatableBuffer lines;
        private final String source;
        private final MomentFormatter moment = new MomentFormatter();

        Line(JsonGenerator json, TruncatableBuffer lines, String source) {
            this.json = json;
            this.lines = lines;
            this.source = source;
        }

        /** @param position the position of the sample in its message, starting at 0 */
        void write(Sample sample, long sequence, int position) throws IOException {
            Owner owner = sample.resource().owner();
            json.writeStartObject();
            json.writeStringField("id", origin.epoch() + "-" + sequence + "-" + position);
            field("name", sample.meter().name());
            field("type", sample.meter().type().toString());
            field("unit", sample.meter().unit());
            field("volume", sample.volume());
            field("resource_id", sample.resource().id());
            json.writeNumberField("incarnation", sample.resource().incarnation());
            field("user_id", owner.userId());
            if (owner.userName() != null) {
                field("user_name", owner.userName());
            }
            field("project_id", owner.projectId());
            if (owner.projectName() != null) {
                field("project_name", owner.projectName());
            }
            moment.write(sample.read(), json);
            field("resource_metadata", JsonValueWriter.metadata(sample));
            field("source", source);
            field("host", origin.host());
            field("route", origin.route());
            json.writeNumberField("seq", sequence);
            json.writeEndObject();
            json.flush();
            lines.write('\n');
        }

        private void field(String name, Object value) throws IOException {
            json.writeFieldName(name);
            JsonValueWriter.write(json, value);
        }
    }
}
