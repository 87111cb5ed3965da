package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Hypervisor.Cost;
import io.nephometer.hypervisor.Hypervisor.Group;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Records the cost of the most recent reading for each set of groups. A new reading replaces an earlier reading if
 * either set of groups contains the other.
 */
public final class ReadingCosts {

    private final List<Cost> last = new ArrayList<>();

    public synchronized void add(Cost cost) {
        last.removeIf(before -> isSameOrMore(before.groups(), cost.groups()));
        last.add(cost);
    }

    private static boolean isSameOrMore(Set<Group> a, Set<Group> b) {
        return a.containsAll(b) || b.containsAll(a);
    }

    /** Returns the costs, sorted by group. */
    public synchronized List<Cost> current() {
        return last.stream()
                .sorted(Comparator.comparing(cost -> Collections.min(cost.groups())))
                .toList();
    }
}
