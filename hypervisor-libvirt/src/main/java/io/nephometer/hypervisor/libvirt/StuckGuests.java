package io.nephometer.hypervisor.libvirt;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The guests whose monitors do not answer. Each has a call that hangs in it: that the call returns proves it well. */
final class StuckGuests {

    private static final Logger LOG = System.getLogger(StuckGuests.class.getName());

    private final Set<Guest> guests = ConcurrentHashMap.newKeySet();

    void add(Guest guest) {
        if (guests.add(guest)) {
            LOG.log(Level.WARNING, "instance {0} is stuck: its monitor does not answer; the others are read", guest);
        }
    }

    void remove(Guest guest) {
        if (guests.remove(guest)) {
            LOG.log(Level.INFO, "instance {0} is not stuck any more", guest);
        }
    }

    boolean contains(String uuid, int id) {
        return guests.stream()
                .anyMatch(guest -> guest.id() == id && guest.uuid().equals(uuid));
    }

    Set<Guest> now() {
        return Set.copyOf(guests);
    }

    /** Their names; empty if there are none. */
    @Override
    public String toString() {
        return guests.stream()
                .sorted(Comparator.comparing(Guest::name))
                .map(Guest::toString)
                .collect(Collectors.joining(", "));
    }
}
