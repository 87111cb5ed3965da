package io.nephometer.discovery.local;

import java.util.List;

/**
 * The numbers of incarnations: libvirt's ids while they grow. It counts them anew when it restarts, and some drivers give
 * the same one again; who starts then has a number above all that were before.
 */
final class InstanceIncarnations {

    private static final long ABOVE_ALL_IDS = 1L << Integer.SIZE;
    private static final int NONE = -1; // Xen's own domain has the id 0

    private long base;
    private int highest = NONE;

    /** @param ids of the domains that began to run since this was last called, in any order */
    void begin(List<Integer> ids) {
        if (ids.stream().anyMatch(id -> id <= highest)) {
            base += ABOVE_ALL_IDS;
            highest = NONE;
        }
        highest = ids.stream().reduce(highest, Math::max);
    }

    /** @param id of a domain that began to run now */
    long of(int id) {
        return base + id;
    }
}
