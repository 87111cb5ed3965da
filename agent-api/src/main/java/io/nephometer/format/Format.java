package io.nephometer.format;

import io.nephometer.api.Batch;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Encodes the batches of one route. */
@ConsumerType
public interface Format {

    /**
     * Encodes a batch as an ordered list of payloads. The first payload has the batch's sequence number, and each
     * subsequent payload has the next number. Each sample must be in exactly one payload; samples that are not in any
     * payload are counted as lost. This method must be a pure function: the same batch always produces the same bytes.
     * The agent calls this method on one thread at a time, so a format may reuse a buffer.
     *
     * @param limit the maximum size of a payload in bytes; a single sample that exceeds the limit is still encoded, in
     *     a separate payload
     */
    List<Payload> encode(Batch batch, int limit);
}
