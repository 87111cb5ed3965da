package io.nephometer.agent.core.route;

import io.nephometer.agent.core.route.InFlight.Parcel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Messages that failed when they were sent alone. A failure counts once another message has gone through after it: a
 * receiver that takes nothing condemns none. Three failures that count make a message poison.
 */
final class SuspectMessages {

    private static final int MOST_REFUSALS = 3;
    private static final int MOST = 32;

    private static final class Suspect {
        private final Parcel parcel;
        private int refusals;
        private boolean isOpen; // the last failure does not count yet

        Suspect(Parcel parcel) {
            this.parcel = parcel;
        }
    }

    private final List<Suspect> suspects = new ArrayList<>();

    boolean isEmpty() {
        return suspects.isEmpty();
    }

    /** Returns whether so many failed in a row that the receiver, not they, must be the reason. */
    boolean areTooMany() {
        return suspects.size() >= MOST
                && suspects.stream().allMatch(suspect -> suspect.isOpen && suspect.refusals == 0);
    }

    /** Returns whether failures count: others went through since, or the receiver blamed the message. */
    boolean doCount() {
        return suspects.stream().anyMatch(suspect -> suspect.refusals > 0);
    }

    /**
     * A message failed alone.
     *
     * @param counts whether the failure counts at once, because the receiver blames the message
     */
    void failed(Parcel parcel, boolean counts) {
        Suspect suspect = find(parcel).orElseGet(() -> {
            suspects.add(new Suspect(parcel));
            return suspects.get(suspects.size() - 1);
        });
        suspect.refusals += counts ? 1 : 0;
        suspect.isOpen = !counts;
    }

    /** A message as big as those that were set aside for nothing else: one failure is enough. */
    void expect(Parcel parcel) {
        Suspect suspect = new Suspect(parcel);
        suspect.refusals = MOST_REFUSALS - 1;
        suspects.add(suspect);
    }

    /** Others went through: the failures before count. */
    void othersWentThrough() {
        for (Suspect suspect : suspects) {
            suspect.refusals += suspect.isOpen ? 1 : 0;
            suspect.isOpen = false;
        }
    }

    /** It went through after all. */
    void cleared(Parcel parcel) {
        suspects.removeIf(suspect -> suspect.parcel == parcel);
    }

    /** Takes out those that have failed often enough. */
    List<Parcel> takePoison() {
        List<Parcel> poison = new ArrayList<>();
        for (Iterator<Suspect> all = suspects.iterator(); all.hasNext(); ) {
            Suspect suspect = all.next();
            if (suspect.refusals >= MOST_REFUSALS) {
                poison.add(suspect.parcel);
                all.remove();
            }
        }
        return poison;
    }

    /** The next one that is worth another try: all its failures count. */
    Optional<Parcel> next() {
        return suspects.stream()
                .filter(suspect -> !suspect.isOpen)
                .map(suspect -> suspect.parcel)
                .findFirst();
    }

    /** The first of all; it may have failed just now. */
    Parcel first() {
        Suspect first = suspects.remove(0);
        suspects.add(first); // another one the next time
        return first.parcel;
    }

    void clear() {
        suspects.clear();
    }

    private Optional<Suspect> find(Parcel parcel) {
        return suspects.stream().filter(suspect -> suspect.parcel == parcel).findFirst();
    }
}
