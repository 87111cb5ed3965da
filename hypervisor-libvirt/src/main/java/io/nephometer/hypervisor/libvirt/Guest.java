package io.nephometer.hypervisor.libvirt;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** A running domain between its start and its end: started again, it has another id. */
record Guest(String uuid, int id, String name) {

    /** Its monitor works on somebody's question since so long. */
    record Busy(Guest guest, Duration since) {}

    /**
     * Who keeps a call waiting: who took half of its time. The call stands at one guest at a time; it passes by those whose
     * monitors were busy before it began.
     */
    static Optional<Guest> delaying(Duration call, Collection<Busy> busy, Set<Guest> known) {
        return busy.stream()
                .filter(one -> one.since.multipliedBy(2).compareTo(call) >= 0 && one.since.compareTo(call) <= 0)
                .filter(one -> !known.contains(one.guest))
                .max(Comparator.comparing(Busy::since))
                .map(Busy::guest);
    }

    @Override
    public String toString() {
        return name.replaceAll("[^\\p{Graph}]+", "?") + " (" + uuid + ")";
    }
}
