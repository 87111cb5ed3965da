package io.nephometer.agent.core.delivery;

import io.nephometer.agent.core.spool.Stored;
import io.nephometer.api.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The messages that a courier has under way, in order, and the batches that they are of. */
final class Load {

    /**
     * One of them.
     *
     * @param number that it has on its route
     */
    record Parcel(Stored batch, long number, Message message) {}

    private final List<Parcel> parcels = new ArrayList<>();
    private final Map<Stored, Integer> open = new HashMap<>();

    void add(Stored batch, List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            parcels.add(new Parcel(batch, batch.first() + i, messages.get(i)));
        }
        open.put(batch, messages.size());
    }

    boolean isEmpty() {
        return parcels.isEmpty();
    }

    List<Parcel> first(int most) {
        return List.copyOf(parcels.subList(0, Math.min(most, parcels.size())));
    }

    /** Any other than this one. */
    Optional<Parcel> other(Parcel than) {
        return parcels.stream().filter(parcel -> parcel != than).findFirst();
    }

    /** These are not under way any more. Returns the batches of which they were the last. */
    List<Stored> remove(Collection<Parcel> done) {
        List<Stored> whole = new ArrayList<>();
        for (Parcel parcel : done) {
            if (open.merge(parcel.batch(), -1, Integer::sum) == 0) {
                open.remove(parcel.batch());
                whole.add(parcel.batch());
            }
        }
        if (done.size() == 1) {
            parcels.removeAll(done);
        } else {
            parcels.subList(0, done.size()).clear(); // many are always the first
        }
        return whole;
    }
}
