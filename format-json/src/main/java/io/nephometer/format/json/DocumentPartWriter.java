package io.nephometer.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.SerializedString;
import io.nephometer.api.Meter;
import io.nephometer.api.Origin;
import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.format.json.value.JsonValueWriter;
import io.nephometer.format.json.value.TruncatableBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;

/** Writes the parts of a document as JSON to a buffer that can be truncated after any part. */
final class DocumentPartWriter {

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .rootValueSeparator((String) null)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // Java 17 does not always print the shortest text
            .build();

    private static final int MAX_METERS = 1000;
    private static final SerializedString ID = new SerializedString("id");
    private static final SerializedString VOLUME = new SerializedString("volume");
    private static final SerializedString METADATA = new SerializedString("metadata");
    private static final byte[] RESOURCES = ",\"resources\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SAMPLES = ",\"samples\":[".getBytes(StandardCharsets.US_ASCII);

    private final TruncatableBuffer bytes = new TruncatableBuffer();
    private final JsonGenerator json;
    private final MomentFormatter moment = new MomentFormatter();
    private final Map<Meter, SerializedString> meters = new IdentityHashMap<>();
    private final SampleIdFormatter id = new SampleIdFormatter();

    DocumentPartWriter() {
        try {
            json = FACTORY.createGenerator(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory does not fail
        }
    }

    /** Returns the buffer that all parts of a document are written to. */
    TruncatableBuffer bytes() {
        return bytes;
    }

    /** Writes the beginning of a document, up to the first resource. */
    void begin(Origin origin, long sequence, String source) {
        id.begin(origin.epoch(), sequence);
        if (meters.size() > MAX_METERS) { // limits the size because a transformer may create new meters for each sample
            meters.clear();
        }
        try {
            json.writeStartObject();
            text("host", origin.host());
            text("route", origin.route());
            text("epoch", origin.epoch());
            json.writeNumberField("seq", sequence);
            text("source", source);
            endOpen(RESOURCES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the encoded beginning of a resource, up to the first sample. The returned bytes are removed from the
     * buffer.
     */
    byte[] head(Resource resource) {
        int mark = bytes.size();
        Owner owner = resource.owner();
        try {
            json.writeStartObject();
            text("resource_id", resource.id());
            text("user_id", owner.userId());
            textIfKnown("user_name", owner.userName());
            text("project_id", owner.projectId());
            textIfKnown("project_name", owner.projectName());
            json.writeNumberField("incarnation", resource.incarnation());
            json.writeFieldName("resource_metadata");
            JsonValueWriter.write(json, resource.metadata());
            endOpen(SAMPLES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.removeFrom(mark);
    }

    void sample(Sample sample, int position) {
        id.set(position);
        try {
            json.writeStartObject();
            json.writeFieldName(ID);
            json.writeString(id.chars(), 0, id.length());
            json.writeRaw(meters.computeIfAbsent(sample.meter(), DocumentPartWriter::fields));
            json.writeFieldName(VOLUME);
            JsonValueWriter.write(json, sample.volume());
            moment.write(sample.read(), json);
            if (!sample.metadata().isEmpty()) {
                json.writeFieldName(METADATA);
                JsonValueWriter.write(json, sample.metadata());
            }
            json.writeEndObject();
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the encoded fields that all samples of a meter have in common. */
    private static SerializedString fields(Meter meter) {
        return new SerializedString(",\"name\":" + quoted(meter.name()) + ",\"type\":"
                + quoted(meter.type().toString()) + ",\"unit\":"
                + quoted(JsonValueWriter.replaceLoneSurrogates(meter.unit())));
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private void text(String name, String value) throws IOException {
        json.writeFieldName(name);
        JsonValueWriter.write(json, value);
    }

    private void textIfKnown(String name, String value) throws IOException {
        if (value != null) {
            text(name, value);
        }
    }

    /**
     * Ends the current object in the generator but not in the buffer. Any further fields of the object are written
     * directly to the buffer.
     */
    private void endOpen(byte[] next) throws IOException {
        json.writeEndObject();
        json.flush();
        bytes.truncate(bytes.size() - 1);
        bytes.write(next);
    }
}
