package io.nephometer.format.json;

import io.nephometer.api.Origin;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.format.Payload;
import io.nephometer.format.json.value.TruncatableBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes samples as a sequence of documents. Each document ends before it exceeds the size limit. */
final class DocumentWriter {

    private static final byte[] NEXT_RESOURCE = {']', '}', ','};
    private static final byte[] END = {']', '}', ']', '}'};

    /**
     * A key that identifies a resource when samples are grouped. Only the resource's ID is hashed because hashing all
     * of the resource's metadata would be expensive.
     */
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
    private final List<Payload> finished = new ArrayList<>();

    private long sequence;
    private int position;
    private byte[] openHead; // the head of the current resource; null before the first resource

    DocumentWriter(Origin origin, String source, DocumentPartWriter json, int limit) {
        this.origin = origin;
        this.source = source;
        this.json = json;
        this.limit = limit;
    }

    List<Payload> write(List<Sample> samples, long firstSequence) {
        if (samples.isEmpty()) {
            return finished;
        }
        sequence = firstSequence;
        begin();
        byResource(samples).forEach((key, group) -> {
            byte[] head = json.head(key.resource);
            for (Sample sample : group) {
                add(head, sample);
            }
        });
        end();
        return finished;
    }

    /** Groups samples by resource. The order of resources and of samples is preserved. */
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
        openHead = null;
    }

    private void end() {
        json.bytes().write(END);
        finished.add(new Payload(json.bytes().removeFrom(0), position));
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
        if (head == openHead) {
            bytes.write(',');
        } else {
            if (openHead != null) {
                bytes.write(NEXT_RESOURCE);
            }
            bytes.write(head);
            openHead = head;
        }
        json.sample(sample, position++);
    }
}
