package io.nephometer.format;

import io.nephometer.api.Batch;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Encodes the batches of one route. */
@ConsumerType
public interface Format {

    /**
     * Encodes a batch into payloads, in order. The first one has the batch's sequence number, each further one the next
     * number. Each sample must be in exactly one payload; samples that are in none count as lost. Must be a pure
     * function: the same batch gives the same bytes. Called by one thread at a time, so it may keep a buffer.
     *
     * @param limit the maximum size of a payload in bytes; a single larger sample is still encoded, by itself
     */
    List<Payload> encode(Batch batch, int limit);
}
