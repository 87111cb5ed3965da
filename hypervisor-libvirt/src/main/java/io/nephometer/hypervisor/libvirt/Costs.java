package io.nephometer.hypervisor.libvirt;

import io.nephometer.hypervisor.Hypervisor.Cost;
import io.nephometer.hypervisor.Hypervisor.Group;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How each group of statistics was read last. */
final class Costs {

    private final Map<Group, Cost> last = new EnumMap<>(Group.class);

    synchronized void note(Cost cost) {
        cost.groups().forEach(group -> last.put(group, cost));
    }

    /** In the order of their groups, each with those that it is still the last one of. */
    synchronized List<Cost> now() {
        return last.values().stream().distinct().toList();
    }
}
