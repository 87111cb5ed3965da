package io.nephometer.format;

import io.nephometer.api.Batch;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Encodes the batches of one route. */
@ConsumerType
public interface Format {

    /**
     * Encodes a batch into payloads, in order. The first payload has the batch's sequence number, and each further
     * payload the next number. Each sample must be in exactly one payload; samples that are in no payload count as
     * lost. This method must be a pure function: the same batch results in the same bytes. It is called by one thread
     * at a time, so a format may keep a buffer.
     *
     * @param limit the maximum size of a payload in bytes; a single larger sample is still encoded, in a payload of its
     *     own
     */
    List<Payload> encode(Batch batch, int limit);
}
