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
 * Gives each device a number that grows whenever it may be another one under the same name: it came (again), its counters
 * fell, or changes were missed.
 */
public final class DeviceIncarnations {

    /** A group of statistics whose devices have incarnations, and the counters that show that one fell. */
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

    /** @param last when it was read last */
    private record Device(long number, Stats last) {}

    /** An instance between its start and its end, and its devices by their names. */
    private static final class Life {
        private final String uuid;
        private final long id;
        private final Map<Kind, Map<String, Device>> devices = new HashMap<>();
        /** Came again, and were not read since. */
        private final Set<String> renewed = new HashSet<>();

        Life(String uuid, long id) {
            this.uuid = uuid;
            this.id = id;
        }
    }

    private final DeviceChanges changes;
    private final UnaccountedBytes unaccounted;
    private final Map<String, Life> lives = new HashMap<>();
    private boolean begun;

    public DeviceIncarnations(DeviceChanges changes, UnaccountedBytes unaccounted) {
        this.changes = changes;
        this.unaccounted = unaccounted;
    }

    static boolean concerns(Set<Group> groups) {
        return Stream.of(Kind.values()).anyMatch(kind -> groups.contains(kind.group));
    }

    /** These devices of the instance came, perhaps in the place of others of the same names. */
    synchronized void renew(String uuid, Collection<String> names) {
        Life life = lives.get(uuid);
        if (life != null) {
            life.renewed.addAll(names);
            life.devices.values().forEach(devices -> devices.keySet().removeAll(names));
        }
    }

    /** The answer with the incarnation of each device; without an interface that a later one of another instance has. */
    synchronized Map<String, Stats> numbered(Map<String, Stats> answer, Set<Group> groups) {
        Map<String, Stats> numbered = new HashMap<>(answer);
        endLives(life -> answer.containsKey(life.uuid) && answer.get(life.uuid).incarnation() != life.id);
        long first = changes.now();
        for (Kind kind : Kind.values()) {
            if (groups.contains(kind.group)) {
                numbered.replaceAll((uuid, stats) -> numbered(uuid, stats, kind, first));
            }
        }
        if (groups.contains(Group.INTERFACE)) {
            begun = true;
            return withoutTwice(numbered);
        }
        return numbered;
    }

    /** Whose devices come under higher numbers from now on. */
    private void endLives(Predicate<Life> ended) {
        if (lives.values().removeIf(ended)) {
            changes.step();
        }
    }

    /** @param first the number of devices that were there when the instance was first read */
    private Stats numbered(String uuid, Stats stats, Kind kind, long first) {
        Life life = lives.computeIfAbsent(uuid, u -> new Life(uuid, stats.incarnation()));
        boolean begins = !life.devices.containsKey(kind);
        Map<String, Device> known = life.devices.computeIfAbsent(kind, k -> new HashMap<>());
        List<Stats> devices = new ArrayList<>();
        for (Stats device : stats.each(kind.statistics)) {
            if (begins || known.containsKey(name(device)) || isKnownToDiscovery(uuid, life, name(device))) {
                long came = begins ? first : changes.of(uuid);
                devices.add(device.in(number(life, known, came, device, kind)));
            }
        }
        if (stats.number(kind.statistics + ".count") != null) { // else a busy monitor left some out
            known.keySet()
                    .retainAll(devices.stream().map(DeviceIncarnations::name).toList());
        }
        return stats.each(kind.statistics).isEmpty() ? stats : stats.with(kind.statistics, devices);
    }

    /** A new device is left out until then: nothing could be published of it. */
    private boolean isKnownToDiscovery(String uuid, Life life, String name) {
        if (life.renewed.add(name)) { // no event was heard of it
            changes.changed(uuid);
        }
        return changes.areListed(uuid);
    }

    /** @param came the number of the change by which the device came if it is not known */
    private long number(Life life, Map<String, Device> known, long came, Stats device, Kind kind) {
        String name = name(device);
        Device before = known.get(name);
        long number;
        if (before == null) {
            life.renewed.remove(name);
            number = came;
        } else if (hasFallen(before.last, device, kind)) {
            number = changes.changed(life.uuid);
        } else {
            number = Math.max(before.number, changes.since());
        }
        if (before == null || isLater(device, before.last)) {
            known.put(name, new Device(number, device));
        }
        if (kind == Kind.NET) {
            account(name, device, before != null && before.number == number);
        }
        return number;
    }

    private void account(String name, Stats nic, boolean goesOn) {
        Number carried = Stats.add(nic.number("rx.bytes"), nic.number("tx.bytes"));
        if (carried != null && goesOn) {
            unaccounted.read(name, carried.longValue());
        } else if (carried != null && begun) {
            unaccounted.begin(name, carried.longValue());
        } else if (carried != null) {
            unaccounted.know(name, carried.longValue());
        }
    }

    private static boolean hasFallen(Stats before, Stats device, Kind kind) {
        return isLater(device, before)
                && kind.counters.stream().anyMatch(counter -> {
                    Number was = before.number(counter);
                    Number is = device.number(counter);
                    return was != null && is != null && Long.compareUnsigned(is.longValue(), was.longValue()) < 0;
                });
    }

    private static boolean isLater(Stats device, Stats before) {
        return device.read().nanos() - before.read().nanos() > 0;
    }

    private static String name(Stats device) {
        return device.text("name").orElse("");
    }

    /** Leaves a link that two instances have to the one to which it came last; to none of them if that is not known. */
    private static Map<String, Stats> withoutTwice(Map<String, Stats> answer) {
        Map<String, List<Long>> owners = new HashMap<>();
        answer.values().stream()
                .flatMap(stats -> stats.each(Kind.NET.statistics).stream())
                .filter(nic -> !name(nic).isEmpty())
                .forEach(nic -> owners.computeIfAbsent(name(nic), name -> new ArrayList<>())
                        .add(nic.incarnation()));
        owners.values().removeIf(numbers -> numbers.size() == 1);
        if (!owners.isEmpty()) {
            answer.replaceAll((uuid, stats) -> stats.with(
                    Kind.NET.statistics,
                    stats.each(Kind.NET.statistics).stream()
                            .filter(nic -> isLatest(nic, owners.get(name(nic))))
                            .toList()));
        }
        return answer;
    }

    private static boolean isLatest(Stats nic, List<Long> numbers) {
        return numbers == null
                || numbers.stream()
                                .filter(number -> number >= nic.incarnation())
                                .count()
                        == 1;
    }

    /** See {@link UnaccountedBytes}. */
    public synchronized long unaccountedBytes() {
        return unaccounted.bytes();
    }

    /** Ends the lives of all but these instances. */
    synchronized void keep(Collection<String> uuids) {
        endLives(life -> !uuids.contains(life.uuid));
    }

    /** The names of the devices with these aliases, without those that were removed again. */
    static Set<String> names(DeviceNames devices, Collection<String> aliases) {
        return aliases.stream()
                .map(devices.byAlias()::get)
                .filter(name -> name != null && !name.isEmpty())
                .collect(Collectors.toSet());
    }
}
