package io.nephometer.hypervisor.libvirt.source;

import io.nephometer.hypervisor.Stats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Leaves out a virtual processor whose time has fallen within a life of its instance, and an instance whose own has:
 * libvirt reads 0 of a process that is just being killed. A time that is still low at the next reading is a new one's.
 */
public final class CpuTimeFilter {

    private static final String GROUP = "vcpu";
    private static final List<String> OWN = List.of("cpu.time", "cpu.user", "cpu.system");

    /**
     * What was read last.
     *
     * @param fell it was less than the one before, and was left out
     */
    private record Time(long nanos, long time, boolean fell) {}

    private record Life(long id, Map<Integer, Time> times, Map<String, Time> own) {}

    private final Map<String, Life> lives = new HashMap<>();

    /** The answer without such processors. */
    public synchronized Map<String, Stats> sound(Map<String, Stats> answer) {
        Map<String, Stats> sound = new HashMap<>(answer);
        lives.keySet().retainAll(sound.keySet());
        sound.replaceAll(this::sound);
        sound.values().removeIf(Objects::isNull);
        return sound;
    }

    /** Null if the instance's own time has fallen. */
    private Stats sound(String uuid, Stats stats) {
        long id = stats.incarnation();
        Life before = lives.get(uuid);
        Life life = before != null && before.id == id ? before : new Life(id, new HashMap<>(), new HashMap<>());
        lives.put(uuid, life);
        Map<Integer, Time> times = life.times;
        List<Stats> vcpus = stats.each(GROUP);
        if (!vcpus.isEmpty()) { // else they were not asked for
            times.keySet().retainAll(vcpus.stream().map(Stats::index).toList());
        }
        List<Stats> rising = vcpus.stream()
                .filter(vcpu -> rises(
                        times, vcpu.index(), vcpu.number("time"), vcpu.read().nanos()))
                .toList();
        long falling = OWN.stream()
                .filter(name ->
                        !rises(life.own, name, stats.number(name), stats.read().nanos()))
                .count();
        if (falling > 0) {
            return null;
        }
        return rising.size() == vcpus.size() ? stats : stats.with(GROUP, rising);
    }

    private static <K> boolean rises(Map<K, Time> times, K key, Number time, long nanos) {
        Time last = times.get(key);
        if (time == null || last != null && nanos <= last.nanos) {
            return true; // an earlier reading of another thread
        }
        boolean fell = last != null && !last.fell && Long.compareUnsigned(time.longValue(), last.time) < 0;
        times.put(key, new Time(nanos, time.longValue(), fell));
        return !fell;
    }
}
