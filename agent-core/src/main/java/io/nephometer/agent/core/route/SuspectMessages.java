package io.nephometer.agent.core.route;

import io.nephometer.agent.core.route.InFlight.Parcel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Tracks the messages that could not be delivered when sent alone. A failure counts only if the receiver rejects the
 * message permanently or later accepts another message. A message never becomes a poison message merely because the
 * receiver is unavailable. A message becomes a poison message after three failures that count.
 */
final class SuspectMessages {

    private static final int MAX_REFUSALS = 3;
    private static final int MOST = 32;

    private static final class Suspect {
        private final Parcel parcel;
        private int refusals;
        private boolean isOpen; // whether the last failure does not count yet

        Suspect(Parcel parcel) {
            this.parcel = parcel;
        }
    }

    private final List<Suspect> suspects = new ArrayList<>();

    boolean isEmpty() {
        return suspects.isEmpty();
    }

    /**
     * Returns whether so many messages have failed in a row that the receiver, rather than the messages, must be at
     * fault.
     */
    boolean areTooMany() {
        return suspects.size() >= MOST
                && suspects.stream().allMatch(suspect -> suspect.isOpen && suspect.refusals == 0);
    }

    /** Returns whether at least one suspect message has a failure that counts. */
    boolean doCount() {
        return suspects.stream().anyMatch(suspect -> suspect.refusals > 0);
    }

    /**
     * Records that a message failed when it was sent alone.
     *
     * @param counts whether the failure counts immediately because the receiver rejected the message permanently
     */
    void failed(Parcel parcel, boolean counts) {
        Suspect suspect = find(parcel).orElseGet(() -> {
            suspects.add(new Suspect(parcel));
            return suspects.get(suspects.size() - 1);
        });
        suspect.refusals += counts ? 1 : 0;
        suspect.isOpen = !counts;
    }

    /**
     * Adds a message that is at least as large as a rejected message. The added message becomes a poison message after
     * a single failure that counts.
     */
    void expect(Parcel parcel) {
        Suspect suspect = new Suspect(parcel);
        suspect.refusals = MAX_REFUSALS - 1;
        suspects.add(suspect);
    }

    /** Records that another message was delivered. All previous failures of suspect messages count from now on. */
    void othersWentThrough() {
        for (Suspect suspect : suspects) {
            suspect.refusals += suspect.isOpen ? 1 : 0;
            suspect.isOpen = false;
        }
    }

    /** Removes a suspect message that was delivered in a later attempt. */
    void cleared(Parcel parcel) {
        suspects.removeIf(suspect -> suspect.parcel == parcel);
    }

    /** Removes and returns the poison messages, that is, the messages that have failed too often. */
    List<Parcel> takePoison() {
        List<Parcel> poison = new ArrayList<>();
        for (Iterator<Suspect> all = suspects.iterator(); all.hasNext(); ) {
            Suspect suspect = all.next();
            if (suspect.refusals >= MAX_REFUSALS) {
                poison.add(suspect.parcel);
                all.remove();
            }
        }
        return poison;
    }

    /** Returns the first suspect message that is worth another attempt because all of its failures count. */
    Optional<Parcel> next() {
        return suspects.stream()
                .filter(suspect -> !suspect.isOpen)
                .map(suspect -> suspect.parcel)
                .findFirst();
    }

    /**
     * Returns the first suspect message and moves it to the end of the list. The returned message may have failed only
     * a moment ago.
     */
    Parcel first() {
        Suspect first = suspects.remove(0);
        suspects.add(first);
        return first.parcel;
    }

    void clear() {
        suspects.clear();
    }

    private Optional<Suspect> find(Parcel parcel) {
        return suspects.stream().filter(suspect -> suspect.parcel == parcel).findFirst();
    }
}
