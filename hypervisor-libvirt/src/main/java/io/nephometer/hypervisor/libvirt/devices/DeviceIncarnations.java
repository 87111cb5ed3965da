package io.nephometer.hypervisor.libvirt.devices;

import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.call.DeviceNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Assigns numbers to the incarnations of devices. A device's number increases whenever the device's name may refer to a
 * different device: after a device is added, after the device's counters decrease, or after events are missed.
 */
public final class DeviceIncarnations {

    /**
     * A kind of device whose incarnations are numbered. A decrease in one of the counters indicates that the device was
     * replaced.
     */
    private enum Kind {
        NET(Group.INTERFACE, "net", "rx.bytes", "tx.bytes"),
        BLOCK(Group.BLOCK, "block", "rd.bytes", "wr.bytes");

        private final Group group;
        private final String statistics;
        private final List<String> counters;

        Kind(Group group, String statistics, String... counters) {
            this.group = group;
            this.statistics = statistics;
            this.counters = List.of(counters);
        }
    }

    /** @param last the statistics from the device's last reading */
    private record Device(long number, Stats last) {}

    /** A single run of an instance, from its start to its end, with the instance's devices keyed by name. */
    private static final class Life {
        private final String uuid;
        private final long id;
        private final Map<Kind, Map<String, Device>> devices = new HashMap<>();
        /** The names of devices that were added and have not been read since. */
        private final Set<String> renewed = new HashSet<>();

        Life(String uuid, long id) {
            this.uuid = uuid;
            this.id = id;
        }
    }

    private final DeviceChangeRecorder changes;
    private final UnattributedBytes unaccounted;
    private final Map<String, Life> lives = new HashMap<>();
    private boolean begun;

    public DeviceIncarnations(DeviceChangeRecorder changes, UnattributedBytes unaccounted) {
        this.changes = changes;
        this.unaccounted = unaccounted;
    }

    /** Returns whether any of the given groups contains statistics about devices whose incarnations are numbered. */
    static boolean areNumbered(Set<Group> groups) {
        return Stream.of(Kind.values()).anyMatch(kind -> groups.contains(kind.group));
    }

    /**
     * Records that the named devices were added to the instance, possibly replacing other devices with the same names.
     */
    synchronized void renew(String uuid, Collection<String> names) {
        Life life = lives.get(uuid);
        if (life != null) {
            life.renewed.addAll(names);
            life.devices.values().forEach(devices -> devices.keySet().removeAll(names));
        }
    }

    /**
     * Returns the statistics, including the incarnation number of each device. An interface that has since been
     * assigned to another instance is left out.
     *
     * @param unlisted the UUIDs of the instances whose new devices are left out because discovery was not aware of
     *     these devices when the reading began
     */
    synchronized Map<String, Stats> numbered(Map<String, Stats> all, Set<Group> groups, Set<String> unlisted) {
        Map<String, Stats> numbered = new HashMap<>(all);
        endLives(life -> all.containsKey(life.uuid) && all.get(life.uuid).incarnation() != life.id);
        long first = changes.current();
        for (Kind kind : Kind.values()) {
            if (groups.contains(kind.group)) {
                numbered.replaceAll((uuid, stats) -> numbered(uuid, stats, kind, first, !unlisted.contains(uuid)));
            }
        }
        if (groups.contains(Group.INTERFACE)) {
            begun = true;
            return withoutDuplicates(numbered);
        }
        return numbered;
    }

    /**
     * Discards the instances that match the predicate and ensures that devices are assigned higher numbers from now on.
     */
    private void endLives(Predicate<Life> ended) {
        if (lives.values().removeIf(ended)) {
            changes.advance();
        }
    }

    /**
     * @param first the incarnation number for devices that already existed when the instance was first read
     * @param isListed whether discovery was aware of the instance's devices when the reading began
     */
    private Stats numbered(String uuid, Stats stats, Kind kind, long first, boolean isListed) {
        Life life = lives.computeIfAbsent(uuid, u -> new Life(uuid, stats.incarnation()));
        boolean begins = !life.devices.containsKey(kind);
        Map<String, Device> known = life.devices.computeIfAbsent(kind, k -> new HashMap<>());
        List<Stats> devices = new ArrayList<>();
        for (Stats device : stats.each(kind.statistics)) {
            if (begins || known.containsKey(name(device)) || isKnownToDiscovery(uuid, life, name(device)) && isListed) {
                long added = begins ? first : changes.last(uuid);
                devices.add(device.in(number(life, known, added, device, kind)));
            }
        }
        if (stats.number(kind.statistics + ".count") != null) { // otherwise the monitor was busy and some are missing
            known.keySet()
                    .retainAll(devices.stream().map(DeviceIncarnations::name).toList());
        }
        return stats.each(kind.statistics).isEmpty() ? stats : stats.with(kind.statistics, devices);
    }

    /**
     * Returns whether discovery is aware of a device. A device that discovery is not aware of is left out of the
     * statistics, because samples for the device cannot be published.
     */
    private boolean isKnownToDiscovery(String uuid, Life life, String name) {
        if (life.renewed.add(name)) { // no event reported the device
            changes.changed(uuid);
        }
        return changes.areListed(uuid);
    }

    /** @param added the incarnation number to assign if the device is new */
    private long number(Life life, Map<String, Device> known, long added, Stats device, Kind kind) {
        String name = name(device);
        Device before = known.get(name);
        long number;
        if (before == null) {
            life.renewed.remove(name);
            number = added;
        } else if (hasDecreased(before.last, device, kind)) {
            number = changes.changed(life.uuid);
        } else {
            number = Math.max(before.number, changes.completeSince());
        }
        if (before == null || isLater(device, before.last)) {
            known.put(name, new Device(number, device));
        }
        if (kind == Kind.NET) {
            account(name, device, before != null && before.number == number);
        }
        return number;
    }

    private void account(String name, Stats nic, boolean sameIncarnation) {
        Number carried = Stats.add(nic.number("rx.bytes"), nic.number("tx.bytes"));
        if (carried != null && sameIncarnation) {
            unaccounted.read(name, carried.longValue());
        } else if (carried != null && begun) {
            unaccounted.begin(name, carried.longValue());
        } else if (carried != null) {
            unaccounted.beginUncounted(name, carried.longValue());
        }
    }

    private static boolean hasDecreased(Stats before, Stats device, Kind kind) {
        return isLater(device, before)
                && kind.counters.stream().anyMatch(counter -> {
                    Number earlier = before.number(counter);
                    Number now = device.number(counter);
                    return earlier != null
                            && now != null
                            && Long.compareUnsigned(now.longValue(), earlier.longValue()) < 0;
                });
    }

    private static boolean isLater(Stats device, Stats before) {
        return device.read().nanos() - before.read().nanos() > 0;
    }

    private static String name(Stats device) {
        return device.text("name").orElse("");
    }

    /**
     * Removes duplicate interfaces. An interface that appears in the statistics of several instances is kept only for
     * the instance to which it was assigned most recently. If the most recent owner is unknown, the interface is
     * removed from the statistics of all instances.
     */
    private static Map<String, Stats> withoutDuplicates(Map<String, Stats> all) {
        Map<String, List<Long>> owners = new HashMap<>();
        all.values().stream()
                .flatMap(stats -> stats.each(Kind.NET.statistics).stream())
                .filter(nic -> !name(nic).isEmpty())
                .forEach(nic -> owners.computeIfAbsent(name(nic), name -> new ArrayList<>())
                        .add(nic.incarnation()));
        owners.values().removeIf(numbers -> numbers.size() == 1);
        if (!owners.isEmpty()) {
            all.replaceAll((uuid, stats) -> stats.with(
                    Kind.NET.statistics,
                    stats.each(Kind.NET.statistics).stream()
                            .filter(nic -> isLatest(nic, owners.get(name(nic))))
                            .toList()));
        }
        return all;
    }

    private static boolean isLatest(Stats nic, List<Long> numbers) {
        return numbers == null
                || numbers.stream()
                                .filter(number -> number >= nic.incarnation())
                                .count()
                        == 1;
    }

    /** Returns the number of bytes that interfaces transferred while their owner was unknown. */
    public synchronized long unaccountedBytes() {
        return unaccounted.total();
    }

    /** Discards the devices of all instances except the given ones. */
    synchronized void retain(Collection<String> uuids) {
        endLives(life -> !uuids.contains(life.uuid));
    }

    /** Returns the names of the devices with the given aliases. Devices that have since been removed are left out. */
    static Set<String> names(DeviceNames devices, Collection<String> aliases) {
        return aliases.stream()
                .map(devices.byAlias()::get)
                .filter(name -> name != null && !name.isEmpty())
                .collect(Collectors.toSet());
    }
}
