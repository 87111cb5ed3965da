package io.nephometer.agent.core.route;

import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.api.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tracks the messages that a courier has read but not yet delivered, together with their batches. */
final class InFlight {

    /**
     * A message in flight.
     *
     * @param number the number of the message within its route
     */
    record Parcel(BatchFile batch, long number, Message message) {}

    private final List<Parcel> parcels = new ArrayList<>();
    private final Map<BatchFile, Integer> open = new HashMap<>();

    void add(BatchFile batch, List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            parcels.add(new Parcel(batch, batch.first() + i, messages.get(i)));
        }
        open.put(batch, messages.size());
    }

    /** Returns whether all messages have been removed or excluded with {@link #putApart}. */
    boolean isEmpty() {
        return parcels.isEmpty();
    }

    int size() {
        return parcels.size();
    }

    long bytes() {
        return parcels.stream()
                .mapToLong(parcel -> parcel.message().payload().length)
                .sum();
    }

    /**
     * Skips the given number of messages and returns the messages that follow, up to the limit. The last message is
     * never skipped.
     */
    List<Parcel> some(int skipped, int limit) {
        int from = Math.min(skipped, parcels.size() - 1);
        return List.copyOf(parcels.subList(from, Math.min(from + limit, parcels.size())));
    }

    /** Returns the messages with a payload of at least the given number of bytes. */
    List<Parcel> atLeast(int bytes) {
        return parcels.stream()
                .filter(parcel -> parcel.message().payload().length >= bytes)
                .toList();
    }

    /** Excludes a message from the results of {@link #some}. The excluded message stays in flight. */
    void putApart(Parcel parcel) {
        parcels.remove(parcel);
    }

    /** Removes the given messages and returns the batches that no longer contain any messages. */
    List<BatchFile> remove(List<Parcel> done) {
        List<BatchFile> whole = new ArrayList<>();
        for (Parcel parcel : done) {
            if (open.merge(parcel.batch(), -1, Integer::sum) == 0) {
                open.remove(parcel.batch());
                whole.add(parcel.batch());
            }
        }
        int at = done.isEmpty() ? -1 : parcels.indexOf(done.get(0)); // several messages are always adjacent
        if (at >= 0) {
            parcels.subList(at, at + done.size()).clear();
        }
        return whole;
    }

    void clear() {
        parcels.clear();
        open.clear();
    }
}
