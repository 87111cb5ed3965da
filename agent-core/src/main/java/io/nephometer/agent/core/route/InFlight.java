package io.nephometer.agent.core.route;

import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.api.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The messages that a courier has under way, in order, and the batches that they are of. */
final class InFlight {

    /**
     * One of them.
     *
     * @param number that it has on its route
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

    /** Whether all that is under way has been put apart. */
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

    /** So many at most, after the first ones that are left out; of the last one there is always one. */
    List<Parcel> some(int skipped, int most) {
        int from = Math.min(skipped, parcels.size() - 1);
        return List.copyOf(parcels.subList(from, Math.min(from + most, parcels.size())));
    }

    /** Those of so many bytes or more. */
    List<Parcel> atLeast(int bytes) {
        return parcels.stream()
                .filter(parcel -> parcel.message().payload().length >= bytes)
                .toList();
    }

    /** It stays under way, and is not among {@link #some} any more. */
    void putApart(Parcel parcel) {
        parcels.remove(parcel);
    }

    /** These are not under way any more. Returns the batches of which they were the last. */
    List<BatchFile> remove(List<Parcel> done) {
        List<BatchFile> whole = new ArrayList<>();
        for (Parcel parcel : done) {
            if (open.merge(parcel.batch(), -1, Integer::sum) == 0) {
                open.remove(parcel.batch());
                whole.add(parcel.batch());
            }
        }
        int at = done.isEmpty() ? -1 : parcels.indexOf(done.get(0)); // many are always neighbours
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
