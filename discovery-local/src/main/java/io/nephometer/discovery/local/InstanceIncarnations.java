package io.nephometer.discovery.local;

import java.util.List;

/**
 * Assigns numbers to the incarnations of instances. As long as libvirt's domain IDs increase, the IDs are used as
 * incarnation numbers. If libvirt restarts its numbering or a driver reuses an ID, the instance receives a number that
 * is higher than all earlier numbers.
 */
final class InstanceIncarnations {

    private static final long ABOVE_IDS = 1L << Integer.SIZE;
    private static final int NONE = -1; // less than 0, which is the ID of Xen's control domain

    private long base;
    private int highest = NONE;

    /**
     * Records that domains have started.
     *
     * @param ids the IDs of the domains that have started since the previous call, in any order
     */
    void begin(List<Integer> ids) {
        if (ids.stream().anyMatch(id -> id <= highest)) {
            base += ABOVE_IDS;
            highest = NONE;
        }
        highest = ids.stream().reduce(highest, Math::max);
    }

    /** Returns the incarnation number of a domain that has just started with the given ID. */
    long number(int id) {
        return base + id;
    }
}
