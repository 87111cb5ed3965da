package io.nephometer.agent.core.spool;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The batches that the disk did not take, by the number of their first message. */
final class Memory {

    /** A batch and its bytes. */
    record Kept(Stored batch, ByteBuffer frame) {}

    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    private long bytes;
    private long samples;

    void put(Stored batch, ByteBuffer frame) {
        kept.put(batch.first(), new Kept(batch, frame));
        bytes += batch.bytes();
        samples += batch.samples();
    }

    /** Whether it was there. */
    boolean remove(Stored batch) {
        boolean was = kept.remove(batch.first()) != null;
        bytes -= was ? batch.bytes() : 0;
        samples -= was ? batch.samples() : 0;
        return was;
    }

    Optional<ByteBuffer> frame(Stored batch) {
        return Optional.ofNullable(kept.get(batch.first()))
                .map(found -> found.frame().duplicate());
    }

    boolean has(Stored batch) {
        return kept.containsKey(batch.first());
    }

    Optional<Kept> oldest() {
        return Optional.ofNullable(kept.firstEntry()).map(Map.Entry::getValue);
    }

    /** The oldest first. */
    Stream<Stored> batches() {
        return kept.values().stream().map(Kept::batch);
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    long samples() {
        return samples;
    }

    /** What is lost if the agent ends now; empty if it has nothing. */
    Optional<Loss> asLoss(Instant now) {
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        long last = kept.lastEntry().getValue().batch().next() - 1;
        return Optional.of(new Loss(LossReason.MEMORY, samples, kept.firstKey(), last, now, now, 0));
    }
}
