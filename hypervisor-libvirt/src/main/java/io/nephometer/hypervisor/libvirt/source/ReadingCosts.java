package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Hypervisor.Cost;
import io.nephometer.hypervisor.Hypervisor.Group;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** How statistics were read last: for each set of groups that is read together, until more or fewer of them are. */
public final class ReadingCosts {

    private final List<Cost> last = new ArrayList<>();

    public synchronized void note(Cost cost) {
        last.removeIf(before -> isSameOrMore(before.groups(), cost.groups()));
        last.add(cost);
    }

    private static boolean isSameOrMore(Set<Group> a, Set<Group> b) {
        return a.containsAll(b) || b.containsAll(a);
    }

    /** In the order of their groups. */
    public synchronized List<Cost> now() {
        return last.stream()
                .sorted(Comparator.comparing(cost -> Collections.min(cost.groups())))
                .toList();
    }
}
