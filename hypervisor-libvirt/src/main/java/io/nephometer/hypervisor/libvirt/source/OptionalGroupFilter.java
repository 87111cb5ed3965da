package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.errors.NativeCallException;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Reads optional groups of statistics only where they are useful. Few hosts provide values for the optional groups,
 * reading a group requires a command to every domain's monitor, and old versions of libvirt may reject a group. A group
 * that has never returned a value is skipped for five minutes.
 */
public final class OptionalGroupFilter implements StatsSource {

    static final Duration SKIPPED = Duration.ofMinutes(5);

    /**
     * The number of consecutive empty readings after which a group is skipped. A single empty reading is not
     * conclusive, because a busy monitor also returns no values.
     */
    static final int EMPTY_READINGS = 3;

    /**
     * The optional groups, each with a predicate that tests whether the statistics of a domain contain a value from the
     * group.
     */
    private static final Map<Group, Predicate<Stats>> OPTIONAL = Map.of(
            Group.IOTHREAD, stats -> !stats.each("iothread").isEmpty(),
            Group.DIRTYRATE, stats -> stats.number("dirtyrate.megabytes_per_second") != null,
            Group.VM, OptionalGroupFilter::isCountedByKvm);

    /**
     * Returns whether KVM maintains any counters, judging by the values that are available on every architecture. For
     * halt polling, libvirt returns 0 even if KVM maintains no counters.
     */
    private static boolean isCountedByKvm(Stats stats) {
        return stats.number("vm.remote_tlb_flush.sum") != null
                || stats.sum("vcpu", "exits.sum") != null
                || isPositive(stats.number("cpu.haltpoll.success.time"))
                || isPositive(stats.number("cpu.haltpoll.fail.time"));
    }

    private static boolean isPositive(Number number) {
        return number != null && number.longValue() > 0;
    }

    private final StatsSource next;
    private final LongSupplier nanos;

    // guarded by this
    private final Map<Group, Long> skippedSince = new EnumMap<>(Group.class);
    private final Map<Group, Integer> emptyReadings = new EnumMap<>(Group.class);
    private final Set<Group> everRead = EnumSet.noneOf(Group.class);

    public OptionalGroupFilter(StatsSource next, LongSupplier nanos) {
        this.next = next;
        this.nanos = nanos;
    }

    /**
     * Reads the groups that are not currently skipped. If libvirt rejects an optional group, the groups that are not
     * optional are still read.
     */
    @Override
    public Map<String, Stats> read(StatsQuery query) throws IOException {
        Set<Group> groups = notSkipped(query.groups());
        if (groups.isEmpty()) {
            return Map.of();
        }
        Set<Group> optional = EnumSet.copyOf(groups);
        optional.retainAll(OPTIONAL.keySet());
        try {
            Map<String, Stats> all = next.read(query.withGroups(groups));
            note(optional, all.values());
            return all;
        } catch (IOException e) {
            boolean refused = e.getCause() instanceof NativeCallException;
            if (!refused || optional.isEmpty()) {
                throw e;
            }
            groups.removeAll(optional);
            if (groups.isEmpty()) {
                skip(optional);
                throw e;
            }
            Map<String, Stats> others = next.read(query.withGroups(groups));
            skip(optional);
            return others;
        }
    }

    synchronized Set<Group> notSkipped(Set<Group> groups) {
        Set<Group> read = EnumSet.copyOf(groups);
        read.removeIf(this::isSkipped);
        return read;
    }

    private boolean isSkipped(Group group) {
        Long since = skippedSince.get(group);
        return since != null && nanos.getAsLong() - since < SKIPPED.toNanos();
    }

    private synchronized void note(Set<Group> optional, Collection<Stats> domains) {
        for (Group group : optional) {
            if (domains.stream().anyMatch(OPTIONAL.get(group))) {
                everRead.add(group);
            } else if (!everRead.contains(group)
                    && !domains.isEmpty()
                    && emptyReadings.merge(group, 1, Integer::sum) >= EMPTY_READINGS) {
                skip(Set.of(group));
            }
        }
    }

    private synchronized void skip(Set<Group> groups) {
        groups.forEach(group -> {
            skippedSince.put(group, nanos.getAsLong());
            emptyReadings.remove(group);
        });
    }
}
