package io.nephometer.discovery.local;

import java.util.List;

/**
 * Numbers the incarnations of instances with libvirt's ids while these grow. When libvirt restarts its count, or a
 * driver uses an id again, an instance gets a number above all earlier ones.
 */
final class InstanceIncarnations {

    private static final long ABOVE_IDS = 1L << Integer.SIZE;
    private static final int NONE = -1; // below 0, which is the id of Xen's own domain

    private long base;
    private int highest = NONE;

    /**
     * Records starts of domains.
     *
     * @param ids the ids of the domains that started since the last call, in any order
     */
    void begin(List<Integer> ids) {
        if (ids.stream().anyMatch(id -> id <= highest)) {
            base += ABOVE_IDS;
            highest = NONE;
        }
        highest = ids.stream().reduce(highest, Math::max);
    }

    /** Returns the incarnation of a domain that has just started with this id. */
    long number(int id) {
        return base + id;
    }
}
