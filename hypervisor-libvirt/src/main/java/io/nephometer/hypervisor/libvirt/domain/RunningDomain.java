package io.nephometer.hypervisor.libvirt.domain;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** A running domain between its start and its end: started again, it has another id. */
public record RunningDomain(String uuid, int id, String name) {

    /**
     * A guest at one moment.
     *
     * @param busy since when its monitor works on somebody's question; empty if it waits for one
     */
    public record Seen(RunningDomain guest, Optional<Duration> busy) {

        private boolean isBusySince(Duration least, Duration most) {
            return busy.filter(since -> since.compareTo(least) >= 0 && since.compareTo(most) <= 0)
                    .isPresent();
        }
    }

    /**
     * Who keeps a call waiting: who took half of its time. The call stands at one guest at a time; it passes by those whose
     * monitors were busy before it began.
     *
     * @param known to delay another call
     */
    public static Optional<RunningDomain> delaying(Duration call, Collection<Seen> guests, Set<RunningDomain> known) {
        return guests.stream()
                .filter(seen -> seen.isBusySince(call.dividedBy(2), call) && !known.contains(seen.guest))
                .max(Comparator.comparing(seen -> seen.busy.orElseThrow()))
                .map(Seen::guest);
    }

    @Override
    public String toString() {
        return name.replaceAll("[^\\p{Graph}]+", "?") + " (" + uuid + ")";
    }
}
