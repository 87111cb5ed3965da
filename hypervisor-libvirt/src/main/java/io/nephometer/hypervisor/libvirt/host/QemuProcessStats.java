package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Domain;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import io.nephometer.hypervisor.libvirt.source.MonitorFreeReader;
import io.nephometer.hypervisor.libvirt.source.StatsEnricher;
import io.nephometer.hypervisor.libvirt.source.StatsQuery;
import io.nephometer.hypervisor.libvirt.source.StatsSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Reads the processor times of instances from files that the kernel provides for the QEMU processes. Unlike libvirt,
 * which reads the same files, this source does not query each monitor for KVM's counters. The times of an instance are
 * read from the files only after libvirt has returned the same values, and only for a limited time.
 */
public final class QemuProcessStats implements HostStats {

    /** The groups that this source always reads together. */
    static final Set<Group> GROUPS = Set.of(Group.CPU, Group.VCPU);

    private static final List<String> TIMES = List.of("cpu.time", "cpu.user", "cpu.system");
    private static final String CURRENT = "vcpu.current";
    private static final String VCPU = "vcpu";
    private static final List<String> VCPU_VALUES = List.of("state", "time", "wait", "delay");

    /**
     * @param maximum the maximum number of virtual processors; the host's files do not contain this number, but it is
     *     constant while the domain runs
     */
    private record VerifiedProcess(QemuProcess process, Number maximum) {}

    private final Path proc;
    private final Path cgroups;
    private final MonitorFreeReader domains;
    private final Supplier<Moment> clock;
    private final SourceVerification<VerifiedProcess> verified;

    /**
     * @param proc the path of {@code /proc}
     * @param cgroups the path of {@code /sys/fs/cgroup}
     */
    public QemuProcessStats(Path proc, Path cgroups, MonitorFreeReader domains, Supplier<Moment> clock) {
        this.proc = proc;
        this.cgroups = cgroups;
        this.domains = domains;
        this.clock = clock;
        this.verified = new SourceVerification<>(uuid -> 0, () -> clock.get().wall());
    }

    /**
     * Returns whether the processor times are requested either alone or together with groups that can be read without
     * accessing a monitor. If a monitor has to be accessed anyway, libvirt reads the processor times at no additional
     * cost.
     */
    @Override
    public boolean canRead(Set<Group> groups) {
        Set<Group> others = EnumSet.copyOf(groups);
        return others.removeAll(GROUPS) && StatsQuery.areMonitorFree(others);
    }

    @Override
    public Reading read(Set<Group> groups) throws IOException {
        if (!isAnyVerified()) {
            return new Reading(Map.of(), domains.running());
        }
        Set<Group> others = EnumSet.copyOf(groups);
        others.removeAll(GROUPS);
        Enricher enricher = new Enricher();
        Map<String, Stats> stats = domains.read(others, enricher);
        boolean complete = enricher.uuids().containsAll(stats.keySet());
        List<Domain> running = complete ? List.of() : domains.running();
        stats.keySet().retainAll(enricher.uuids());
        return new Reading(stats, running);
    }

    boolean isAnyVerified() {
        return verified.isAnyVerified();
    }

    @Override
    public boolean isVerificationDue(List<Domain> running) {
        return verified.isDue(running);
    }

    @Override
    public void retain(Collection<String> uuids) {
        verified.retain(uuids);
    }

    /** Adds processor times to the statistics of each verified domain. This class is not thread-safe. */
    final class Enricher implements StatsEnricher {

        private final KernelFile file = new KernelFile();
        private final Set<String> read = new HashSet<>();

        @Override
        public void enrich(String uuid, int id, Stats.Builder stats, Moment time) {
            verified.place(uuid, id).ifPresent(process -> read(uuid, process, stats));
        }

        private void read(String uuid, VerifiedProcess verifiedProcess, Stats.Builder stats) {
            try {
                verifiedProcess.process.read(file, stats);
                stats.put(null, 0, "vcpu.maximum", verifiedProcess.maximum);
                read.add(uuid);
            } catch (IOException e) {
                verified.drop(uuid); // the process ended, or a processor was added or removed
            }
        }

        /** Returns the UUIDs of the domains whose times were added. */
        Set<String> uuids() {
            return read;
        }
    }

    /** Reads both groups if the reading can verify a domain, even when only one of the groups is requested. */
    @Override
    public Map<String, Stats> verify(List<Domain> running, StatsQuery query, StatsSource next) throws IOException {
        Map<String, List<QemuProcess>> processes = processes(running);
        Set<Group> groups = EnumSet.copyOf(query.groups());
        if (!processes.isEmpty()) {
            groups.addAll(GROUPS);
        }
        return verified.verify(
                running,
                query.withGroups(groups),
                next,
                () -> times(processes),
                (uuid, before, libvirt, after) -> processes.getOrDefault(uuid, List.of()).stream()
                        .filter(process -> isComplete(libvirt, process.step()))
                        .filter(process -> isBetween(before.get(process), libvirt, after.get(process)))
                        .findFirst()
                        .map(process -> new VerifiedProcess(process, libvirt.number("vcpu.maximum"))));
    }

    /**
     * Returns the processes of the given domains, keyed by UUID. Domains whose processes are not visible on the host
     * are left out.
     */
    private Map<String, List<QemuProcess>> processes(List<Domain> running) {
        Map<String, Path> directories = directories();
        KernelFile file = new KernelFile();
        Map<String, List<QemuProcess>> processes = new HashMap<>();
        for (Domain domain : running) {
            Path directory = directories.get(domain.uuid());
            if (directory != null) {
                processes.put(domain.uuid(), QemuProcess.candidates(directory, cgroups, file));
            }
        }
        return processes;
    }

    private Map<String, Path> directories() {
        try {
            return new QemuProcesses(proc).byUuid();
        } catch (IOException e) {
            return Map.of();
        }
    }

    private Map<QemuProcess, Stats> times(Map<String, List<QemuProcess>> processes) {
        KernelFile file = new KernelFile();
        Map<QemuProcess, Stats> times = new HashMap<>();
        processes.values().stream().flatMap(List::stream).forEach(process -> {
            try {
                Stats.Builder stats = Stats.builder();
                process.read(file, stats);
                times.put(process, stats.build(clock.get()));
            } catch (IOException e) {
                // the process has ended or changed: there is nothing to compare
            }
        });
        return times;
    }

    private static boolean isComplete(Stats libvirt, long step) {
        return TIMES.stream().map(libvirt::number).allMatch(time -> time != null && time.longValue() % step == 0);
    }

    private static boolean isBetween(Stats min, Stats libvirt, Stats max) {
        return min != null
                && max != null
                && min.number(CURRENT).equals(libvirt.number(CURRENT))
                && areBetween(TIMES, min, libvirt, max)
                && areBetween(min.each(VCPU), libvirt.each(VCPU), max.each(VCPU));
    }

    private static boolean areBetween(List<Stats> min, List<Stats> libvirt, List<Stats> max) {
        return min.size() == libvirt.size()
                && IntStream.range(0, libvirt.size())
                        .allMatch(i -> min.get(i).index() == libvirt.get(i).index()
                                && areBetween(VCPU_VALUES, min.get(i), libvirt.get(i), max.get(i)));
    }

    private static boolean areBetween(List<String> names, Stats min, Stats libvirt, Stats max) {
        return names.stream().allMatch(name -> {
            Number value = libvirt.number(name);
            return value != null
                    && min.number(name).longValue() <= value.longValue()
                    && value.longValue() <= max.number(name).longValue();
        });
    }

    /** Returns the path that is shown to the operator as the source of the statistics. */
    @Override
    public String toString() {
        return proc.toString();
    }
}
