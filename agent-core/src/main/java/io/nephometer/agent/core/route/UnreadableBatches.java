package io.nephometer.agent.core.route;

import io.nephometer.agent.core.spool.file.BatchFile;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Batches that could not be read and are to be tried again: after a second, then after twice as long each time. */
final class UnreadableBatches {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(60);

    private final Set<BatchFile> batches = new LinkedHashSet<>();
    private Duration pause = FIRST;
    private long next;

    boolean isEmpty() {
        return batches.isEmpty();
    }

    /** @param nanos now, on the monotonic clock */
    void add(BatchFile batch, long nanos) {
        if (batches.isEmpty()) {
            pause = FIRST;
            next = nanos + pause.toNanos();
        }
        batches.add(batch);
    }

    void remove(BatchFile batch) {
        batches.remove(batch);
    }

    void clear() {
        batches.clear();
    }

    /** Those that are to be tried now. */
    List<BatchFile> due(long nanos) {
        if (batches.isEmpty() || nanos - next < 0) {
            return List.of();
        }
        pause = pause.multipliedBy(2).compareTo(MOST) < 0 ? pause.multipliedBy(2) : MOST;
        next = nanos + pause.toNanos();
        return List.copyOf(batches);
    }

    /** How long to wait when there is nothing else to do: live batches may come meanwhile. */
    Duration pause(long nanos) {
        return Duration.ofNanos(Math.max(0, Math.min(next - nanos, FIRST.toNanos())));
    }
}
