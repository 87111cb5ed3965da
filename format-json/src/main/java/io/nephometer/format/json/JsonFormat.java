package io.nephometer.format.json;

import io.nephometer.api.Batch;
import io.nephometer.api.Origin;
import io.nephometer.format.Format;
import io.nephometer.format.Payload;
import java.util.List;

/**
 * Encodes a batch as JSON documents. The structure of the documents is defined in
 * {@code docs/sample-document.schema.json}.
 */
final class JsonFormat implements Format {

    private final Origin origin;
    private DocumentPartWriter writer; // reused because a topic template may split a turn into many small batches

    JsonFormat(Origin origin) {
        this.origin = origin;
    }

    @Override
    public List<Payload> encode(Batch batch, int limit) {
        DocumentPartWriter json = writer == null ? new DocumentPartWriter() : writer;
        writer = null; // an exception would leave the writer in the middle of a document
        List<Payload> documents =
                new DocumentWriter(origin, batch.source(), json, limit).write(batch.samples(), batch.sequence());
        writer = json;
        return documents;
    }
}
