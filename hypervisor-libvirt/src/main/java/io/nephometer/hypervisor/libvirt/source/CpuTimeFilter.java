package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Leaves out virtual processors whose CPU time has decreased while the instance is running, and instances whose total
 * CPU time has decreased. A CPU time appears to decrease when libvirt reads 0 for a process that is being killed. A CPU
 * time that is still low at the next reading is accepted, because it belongs to a new processor.
 */
public final class CpuTimeFilter implements StatsSource {

    private static final Set<Group> FILTERED = Set.of(Group.CPU, Group.VCPU);
    private static final String VCPU = "vcpu";
    private static final List<String> DOMAIN_TIMES = List.of("cpu.time", "cpu.user", "cpu.system");

    /**
     * The last reading of a CPU time.
     *
     * @param decreased whether the time was lower than the previous time and was therefore left out
     */
    private record LastTime(long nanos, long time, boolean decreased) {}

    private record DomainTimes(long id, Map<Integer, LastTime> vcpus, Map<String, LastTime> own) {}

    private final StatsSource next;
    private final Map<String, DomainTimes> byUuid = new HashMap<>();

    public CpuTimeFilter(StatsSource next) {
        this.next = next;
    }

    @Override
    public Map<String, Stats> read(StatsQuery query) throws IOException {
        Map<String, Stats> stats = next.read(query);
        return Collections.disjoint(query.groups(), FILTERED) ? stats : filtered(stats);
    }

    synchronized Map<String, Stats> filtered(Map<String, Stats> stats) {
        Map<String, Stats> filtered = new HashMap<>(stats);
        byUuid.keySet().retainAll(filtered.keySet());
        filtered.replaceAll(this::filtered);
        filtered.values().removeIf(Objects::isNull);
        return filtered;
    }

    /** Returns the filtered statistics of an instance, or null if the instance's total CPU time has decreased. */
    private Stats filtered(String uuid, Stats stats) {
        long id = stats.incarnation();
        DomainTimes before = byUuid.get(uuid);
        DomainTimes times =
                before != null && before.id == id ? before : new DomainTimes(id, new HashMap<>(), new HashMap<>());
        byUuid.put(uuid, times);
        List<Stats> vcpus = stats.each(VCPU);
        if (!vcpus.isEmpty()) { // otherwise the processors were not read
            times.vcpus.keySet().retainAll(vcpus.stream().map(Stats::index).toList());
        }
        List<Stats> increasing = vcpus.stream()
                .filter(vcpu -> isIncreasing(
                        times.vcpus,
                        vcpu.index(),
                        vcpu.number("time"),
                        vcpu.read().nanos()))
                .toList();
        long decreased = DOMAIN_TIMES.stream()
                .filter(name -> !isIncreasing(
                        times.own, name, stats.number(name), stats.read().nanos()))
                .count();
        if (decreased > 0) {
            return null;
        }
        return increasing.size() == vcpus.size() ? stats : stats.with(VCPU, increasing);
    }

    private static <K> boolean isIncreasing(Map<K, LastTime> times, K key, Number time, long nanos) {
        LastTime last = times.get(key);
        if (time == null || last != null && nanos <= last.nanos) {
            return true; // there is no value, or another thread has already recorded a later one
        }
        boolean decreased = last != null && !last.decreased && Long.compareUnsigned(time.longValue(), last.time) < 0;
        times.put(key, new LastTime(nanos, time.longValue(), decreased));
        return !decreased;
    }
}
