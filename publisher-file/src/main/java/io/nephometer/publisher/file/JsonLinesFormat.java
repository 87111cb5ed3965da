package io.nephometer.publisher.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Origin;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Encodes a batch as lines of JSON, one for each sample; each line is complete by itself. */
final class JsonLinesFormat {

    /** Maximum size of a message in bytes; a single larger line is still written. */
    static final int LIMIT = 128 * 1024;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .rootValueSeparator((String) null)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // Java 17's own is not always the shortest
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final DateTimeFormatter RFC_3339 =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Origin origin;

    JsonLinesFormat(Origin origin) {
        this.origin = origin;
    }

    List<Message> encode(Batch batch) {
        List<Message> messages = new ArrayList<>();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        int samples = 0;
        for (Sample sample : batch.samples()) {
            byte[] line = line(sample, batch.source(), batch.sequence() + messages.size(), samples);
            if (samples > 0 && lines.size() + line.length > LIMIT) {
                messages.add(new Message("", lines.toByteArray(), samples));
                lines.reset();
                samples = 0;
                line = line(sample, batch.source(), batch.sequence() + messages.size(), 0);
            }
            lines.writeBytes(line);
            samples++;
        }
        if (samples > 0) {
            messages.add(new Message("", lines.toByteArray(), samples));
        }
        return messages;
    }

    /** @param position of the sample in its message, from 0 */
    private byte[] line(Sample sample, String source, long sequence, int position) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(line)) {
            json.writeStartObject();
            field(json, "id", origin.epoch() + "-" + sequence + "-" + position);
            reading(json, sample);
            resource(json, sample.resource());
            field(json, "timestamp", RFC_3339.format(sample.read().wall()));
            field(json, "monotonic_time", BigDecimal.valueOf(sample.read().nanos(), 9));
            field(json, "resource_metadata", metadata(sample));
            field(json, "source", source);
            field(json, "host", origin.host());
            field(json, "route", origin.route());
            field(json, "seq", sequence);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e); // bytes in memory do not fail
        }
        return line.toByteArray();
    }

    private static void reading(JsonGenerator json, Sample sample) throws IOException {
        field(json, "name", sample.meter().name());
        field(json, "type", sample.meter().type().toString());
        field(json, "unit", sample.meter().unit());
        field(json, "volume", sample.volume());
    }

    private static void resource(JsonGenerator json, Resource resource) throws IOException {
        field(json, "resource_id", resource.id());
        field(json, "incarnation", resource.incarnation());
        field(json, "user_id", resource.owner().userId());
        if (resource.owner().userName() != null) {
            field(json, "user_name", resource.owner().userName());
        }
        field(json, "project_id", resource.owner().projectId());
        if (resource.owner().projectName() != null) {
            field(json, "project_name", resource.owner().projectName());
        }
    }

    /** Returns the metadata of the resource and of the sample, which takes precedence. */
    private static Map<String, Object> metadata(Sample sample) {
        if (sample.metadata().isEmpty()) {
            return sample.resource().metadata();
        }
        Map<String, Object> all = new LinkedHashMap<>(sample.resource().metadata());
        all.putAll(sample.metadata());
        return all;
    }

    private static void field(JsonGenerator json, String name, Object value) throws IOException {
        json.writeFieldName(name);
        JsonFieldWriter.write(json, value);
    }
}
