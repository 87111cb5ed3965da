package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.spool.file.BatchFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The batches that are not safe on disk, by the number of their first message. */
final class OverflowBuffer {

    /** How far a batch has come. */
    enum Stage {
        /** Nothing of it is on disk. */
        NEW,
        /** Its file is being written, or a part of it may be there. */
        TRIED,
        /** Its file is there; a power failure may take it. */
        WRITTEN
    }

    /** A batch and its bytes. */
    record Kept(BatchFile batch, ByteBuffer frame, Stage stage) {}

    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    private long bytes;
    private long samples;
    private long space; // on disk, of those that are not written

    void put(BatchFile batch, ByteBuffer frame) {
        kept.put(batch.first(), new Kept(batch, frame, Stage.NEW));
        bytes += batch.bytes();
        samples += batch.samples();
        space += batch.space();
    }

    /** Of a batch that may have left. */
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

    /** Empty if it was not there. */
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

    /** Those whose files are there, or are not; the oldest first. */
    List<Kept> all(boolean written) {
        return kept.values().stream()
                .filter(found -> (found.stage == Stage.WRITTEN) == written)
                .toList();
    }

    /** The oldest first. */
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

    /** What those that are not written will take on disk. */
    long space() {
        return space;
    }
}
