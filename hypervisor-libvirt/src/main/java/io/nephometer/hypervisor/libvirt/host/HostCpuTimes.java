package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.OptionalGroups;
import io.nephometer.hypervisor.libvirt.source.StatsObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads the processor times of instances from the files of their processes: libvirt takes them from there too, but asks
 * each monitor besides for what KVM counts. An instance is read so only after libvirt's own figures have proven to be the
 * same, and for a while.
 */
public final class HostCpuTimes implements HostStats {

    /** What it reads, always both. */
    public static final Set<Group> GROUPS = Set.of(Group.CPU, Group.VCPU);

    private static final List<String> TIMES = List.of("cpu.time", "cpu.user", "cpu.system");
    private static final String CURRENT = "vcpu.current";
    private static final String VCPU = "vcpu";
    private static final List<String> OF_VCPU = List.of("state", "time", "wait", "delay");

    /** @param maximum which the host does not show, and which stays the same while the machine runs */
    private record Known(QemuProcess machine, Number maximum) {}

    private final Path proc;
    private final Path cgroups;
    private final SourceVerification<Known> proofs;

    /**
     * @param proc {@code /proc}
     * @param cgroups {@code /sys/fs/cgroup}
     */
    public HostCpuTimes(Path proc, Path cgroups, InstantSource clock) {
        this.proc = proc;
        this.cgroups = cgroups;
        this.proofs = new SourceVerification<>(uuid -> 0, clock);
    }

    /** Whether it can read any instance. */
    public boolean knowsAny() {
        return proofs.anyHolds();
    }

    @Override
    public boolean isWorthAProof(List<Domain> running) {
        return proofs.areDue(running);
    }

    @Override
    public void keep(Collection<String> uuids) {
        proofs.keep(uuids);
    }

    /** Adds to what is read of each instance what libvirt would tell of its processors. For one thread. */
    public final class Look implements StatsObserver {

        private final KernelFile file = new KernelFile();
        private final Set<String> read = new HashSet<>();

        @Override
        public void observe(String uuid, int id, Stats.Builder stats, Moment when) {
            proofs.of(uuid, id).ifPresent(known -> read(uuid, known, stats));
        }

        private void read(String uuid, Known known, Stats.Builder into) {
            try {
                known.machine.read(file, into);
                into.put(null, 0, "vcpu.maximum", known.maximum);
                read.add(uuid);
            } catch (IOException e) {
                proofs.drop(uuid); // it ended, or another processor came or went
            }
        }

        /** Those that it told of. */
        public Set<String> uuids() {
            return read;
        }
    }

    /** Asks for both groups, if one is missing, where that may prove something. */
    @Override
    public Map<String, Stats> prove(List<Domain> running, Set<Group> groups, OptionalGroups.Read libvirt)
            throws IOException {
        Map<String, List<QemuProcess>> machines = machines(running);
        Set<Group> asked = EnumSet.copyOf(groups);
        if (!machines.isEmpty()) {
            asked.addAll(GROUPS);
        }
        return proofs.renew(
                running,
                () -> libvirt.of(asked),
                () -> look(machines),
                (uuid, before, told, after) -> machines.getOrDefault(uuid, List.of()).stream()
                        .filter(machine -> isWhole(told, machine.step()))
                        .filter(machine -> isBetween(before.get(machine), told, after.get(machine)))
                        .findFirst()
                        .map(machine -> new Known(machine, told.number("vcpu.maximum"))));
    }

    /** None of those that the host does not show. */
    private Map<String, List<QemuProcess>> machines(List<Domain> running) {
        Map<String, Path> processes = processes();
        KernelFile file = new KernelFile();
        Map<String, List<QemuProcess>> machines = new HashMap<>();
        for (Domain domain : running) {
            Path process = processes.get(domain.uuid());
            if (process != null) {
                machines.put(domain.uuid(), QemuProcess.of(process, cgroups, file));
            }
        }
        return machines;
    }

    private Map<String, Path> processes() {
        try {
            return new QemuProcesses(proc).byUuid();
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static Map<QemuProcess, Stats> look(Map<String, List<QemuProcess>> machines) {
        KernelFile file = new KernelFile();
        Map<QemuProcess, Stats> look = new HashMap<>();
        machines.values().stream().flatMap(List::stream).forEach(machine -> {
            try {
                Stats.Builder stats = Stats.builder();
                machine.read(file, stats);
                look.put(machine, stats.build(Moment.now()));
            } catch (IOException e) {
                // it has ended or changed: nothing to compare with
            }
        });
        return look;
    }

    private static boolean isWhole(Stats told, long step) {
        return TIMES.stream().map(told::number).allMatch(is -> is != null && is.longValue() % step == 0);
    }

    private static boolean isBetween(Stats least, Stats told, Stats most) {
        return least != null
                && most != null
                && least.number(CURRENT).equals(told.number(CURRENT))
                && areBetween(TIMES, least, told, most)
                && areBetween(least.each(VCPU), told.each(VCPU), most.each(VCPU));
    }

    private static boolean areBetween(List<Stats> least, List<Stats> told, List<Stats> most) {
        return least.size() == told.size()
                && IntStream.range(0, told.size())
                        .allMatch(i -> least.get(i).index() == told.get(i).index()
                                && areBetween(OF_VCPU, least.get(i), told.get(i), most.get(i)));
    }

    private static boolean areBetween(List<String> names, Stats least, Stats told, Stats most) {
        return names.stream().allMatch(name -> {
            Number is = told.number(name);
            return is != null
                    && least.number(name).longValue() <= is.longValue()
                    && is.longValue() <= most.number(name).longValue();
        });
    }

    /** For the operator's eyes. */
    @Override
    public String toString() {
        return proc.toString();
    }
}
