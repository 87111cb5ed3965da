package io.nephometer.hypervisor.libvirt;

import io.nephometer.hypervisor.Stats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves out a virtual processor whose time has fallen within a life of its instance: libvirt reads 0 of a process that is
 * just being killed. A time that is still low at the next reading is a new processor's.
 */
final class VcpuTimes {

    private static final String GROUP = "vcpu";

    /**
     * What was read last.
     *
     * @param fell it was less than the one before, and was left out
     */
    private record Time(long nanos, long time, boolean fell) {}

    private record Life(long id, Map<Integer, Time> times) {}

    private final Map<String, Life> lives = new HashMap<>();

    /** The answer without such processors. */
    synchronized Map<String, Stats> sound(Map<String, Stats> answer) {
        Map<String, Stats> sound = new HashMap<>(answer);
        lives.keySet().retainAll(sound.keySet());
        sound.replaceAll(this::sound);
        return sound;
    }

    private Stats sound(String uuid, Stats stats) {
        long id = stats.incarnation();
        Life life = lives.get(uuid);
        if (life == null || life.id != id) {
            life = new Life(id, new HashMap<>());
            lives.put(uuid, life);
        }
        Map<Integer, Time> times = life.times;
        List<Stats> vcpus = stats.each(GROUP);
        times.keySet().retainAll(vcpus.stream().map(Stats::index).toList());
        List<Stats> rising = vcpus.stream().filter(vcpu -> rises(times, vcpu)).toList();
        return rising.size() == vcpus.size() ? stats : stats.with(GROUP, rising);
    }

    private static boolean rises(Map<Integer, Time> times, Stats vcpu) {
        Number time = vcpu.number("time");
        Time last = times.get(vcpu.index());
        if (time == null || last != null && vcpu.read().nanos() <= last.nanos) {
            return true; // an earlier reading of another thread
        }
        boolean fell = last != null && !last.fell && Long.compareUnsigned(time.longValue(), last.time) < 0;
        times.put(vcpu.index(), new Time(vcpu.read().nanos(), time.longValue(), fell));
        return !fell;
    }
}
