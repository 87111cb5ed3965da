package io.nephometer.publisher.mqtt.format;

import io.nephometer.api.Origin;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Samples as a row of documents: each is closed before it outgrows the limit. */
final class DocumentWriter {

    private static final byte[] NEXT_RESOURCE = {']', '}', ','};
    private static final byte[] END = {']', '}', ']', '}'};

    /** One of them, and how many samples it has. */
    record EncodedDocument(byte[] bytes, int samples) {}

    /** A resource to find its samples by; all its metadata would be dear to hash. */
    private record Key(Resource resource) {
        @Override
        public int hashCode() {
            return resource.id().hashCode();
        }
    }

    private final Origin origin;
    private final String source;
    private final DocumentPartWriter json;
    private final int limit;
    private final List<EncodedDocument> done = new ArrayList<>();

    private long sequence;
    private int position;
    private byte[] open; // the head of the resource whose samples come now; null before the first

    DocumentWriter(Origin origin, String source, DocumentPartWriter json, int limit) {
        this.origin = origin;
        this.source = source;
        this.json = json;
        this.limit = limit;
    }

    List<EncodedDocument> write(List<Sample> samples, long firstSequence) {
        sequence = firstSequence;
        begin();
        byResource(samples).forEach((key, own) -> {
            byte[] head = json.head(key.resource);
            for (Sample sample : own) {
                add(head, sample);
            }
        });
        if (position > 0) {
            end();
        }
        return done;
    }

    /** The samples of each resource, equal resources being one; both in the order in which they come. */
    private static Map<Key, List<Sample>> byResource(List<Sample> samples) {
        Map<Key, List<Sample>> groups = new LinkedHashMap<>();
        for (Sample sample : samples) {
            groups.computeIfAbsent(new Key(sample.resource()), key -> new ArrayList<>())
                    .add(sample);
        }
        return groups;
    }

    private void begin() {
        json.begin(origin, sequence, source);
        position = 0;
        open = null;
    }

    private void end() {
        json.bytes().write(END);
        done.add(new EncodedDocument(json.bytes().removeFrom(0), position));
        sequence++;
    }

    private void add(byte[] head, Sample sample) {
        int mark = json.bytes().size();
        append(head, sample);
        if (position > 1 && json.bytes().size() + END.length > limit) {
            json.bytes().truncate(mark);
            position--;
            end();
            begin();
            append(head, sample);
        }
    }

    private void append(byte[] head, Sample sample) {
        TruncatableBuffer bytes = json.bytes();
        if (head == open) {
            bytes.write(',');
        } else {
            if (open != null) {
                bytes.write(NEXT_RESOURCE);
            }
            bytes.write(head);
            open = head;
        }
        json.sample(sample, position++);
    }
}
