package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.BatchFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The batches that are not yet safe on disk, held in memory and keyed by the number of each batch's first message. */
final class UnsyncedBatches {

    /** A stage in the process of writing a batch to disk. */
    enum Stage {
        /** No part of the batch is on disk. */
        NEW,
        /** The file for the batch is being written or may be incomplete. */
        TRIED,
        /** The file for the batch has been written but may be lost in a power failure. */
        WRITTEN
    }

    /** A batch that is kept in memory, together with its encoded bytes and its stage. */
    record Kept(BatchFile batch, ByteBuffer frame, Stage stage) {}

    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    private long bytes;
    private long samples;
    private long space; // bytes that the unwritten batches will occupy on disk

    void put(BatchFile batch, ByteBuffer frame) {
        kept.put(batch.first(), new Kept(batch, frame, Stage.NEW));
        bytes += batch.bytes();
        samples += batch.samples();
        space += batch.space();
    }

    /**
     * Records that a batch has reached a stage. If the batch has been removed in the meantime, this method does
     * nothing.
     */
    void reached(BatchFile batch, Stage stage) {
        Kept found = kept.get(batch.first());
        if (found != null) {
            space += (stage == Stage.WRITTEN ? 0 : batch.space()) - spaceOf(found);
            kept.put(batch.first(), new Kept(batch, found.frame, stage));
        }
    }

    private static long spaceOf(Kept kept) {
        return kept.stage == Stage.WRITTEN ? 0 : kept.batch.space();
    }

    /** Removes a batch and returns its stage, or an empty result if the batch was not in memory. */
    Optional<Stage> remove(BatchFile batch) {
        Kept was = kept.remove(batch.first());
        if (was == null) {
            return Optional.empty();
        }
        bytes -= batch.bytes();
        samples -= batch.samples();
        space -= spaceOf(was);
        return Optional.of(was.stage);
    }

    Optional<ByteBuffer> frame(BatchFile batch) {
        return Optional.ofNullable(kept.get(batch.first()))
                .map(found -> found.frame().duplicate());
    }

    Optional<BatchFile> batchAt(long first) {
        return Optional.ofNullable(kept.get(first)).map(Kept::batch);
    }

    boolean has(BatchFile batch) {
        return kept.containsKey(batch.first());
    }

    boolean isWritten(BatchFile batch) {
        Kept found = kept.get(batch.first());
        return found == null || found.stage == Stage.WRITTEN;
    }

    /** Returns either the written or the unwritten batches, oldest first. */
    List<Kept> all(boolean written) {
        return kept.values().stream()
                .filter(found -> (found.stage == Stage.WRITTEN) == written)
                .toList();
    }

    /** Returns all batches, oldest first. */
    Stream<BatchFile> batches() {
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

    /** Returns the number of bytes that the unwritten batches will occupy on disk. */
    long space() {
        return space;
    }
}
