package io.nephometer.discovery.local;

import java.util.List;

/**
 * Numbers the incarnations of instances. libvirt's domain ids serve as the numbers while they increase. When libvirt
 * restarts its count or a driver reuses an id, an instance receives a number above all earlier numbers.
 */
final class InstanceIncarnations {

    private static final long ABOVE_IDS = 1L << Integer.SIZE;
    private static final int NONE = -1; // less than 0, the id of Xen's control domain

    private long base;
    private int highest = NONE;

    /**
     * Records that domains have started.
     *
     * @param ids the ids of the domains that have started since the last call, in any order
     */
    void begin(List<Integer> ids) {
        if (ids.stream().anyMatch(id -> id <= highest)) {
            base += ABOVE_IDS;
            highest = NONE;
        }
        highest = ids.stream().reduce(highest, Math::max);
    }

    /** Returns the incarnation number of a domain that has just started with the given id. */
    long number(int id) {
        return base + id;
    }
}
