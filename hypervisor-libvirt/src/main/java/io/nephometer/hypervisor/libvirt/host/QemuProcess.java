package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Stats;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A machine's process on the host: what it used, and which of its threads are the machine's processors. */
final class QemuProcess {

    /** A new thread gets its name a moment after it is there. */
    private static final int LOOKS = 2;

    private final CpuTimeFile times;
    private final File threads;
    private final List<VcpuThread> vcpus;
    /** How often each thread was looked at. */
    private final Map<String, Integer> looks = new HashMap<>();

    private QemuProcess(CpuTimeFile times, File threads, List<VcpuThread> vcpus) {
        this.times = times;
        this.threads = threads;
        this.vcpus = vcpus;
        vcpus.forEach(vcpu -> looks.put(new File(vcpu.directory()).getName(), LOOKS));
    }

    /**
     * A process's: one for each place where libvirt may have its times from, the likelier first; none if it has ended.
     *
     * @param cgroups {@code /sys/fs/cgroup}
     */
    static List<QemuProcess> of(Path process, Path cgroups, KernelFile file) {
        File threads = process.resolve("task").toFile();
        List<VcpuThread> vcpus = names(threads).stream()
                .flatMap(thread -> VcpuThread.of(threads + "/" + thread, file).stream())
                .toList();
        return vcpus.isEmpty()
                ? List.of()
                : CpuTimeFile.of(process, cgroups).stream()
                        .map(times -> new QemuProcess(times, threads, vcpus))
                        .toList();
    }

    private static List<String> names(File threads) {
        String[] names = threads.list();
        return names == null ? List.of() : List.of(names);
    }

    /** In nanoseconds, in which what it used in all is counted. */
    long step() {
        return times.step();
    }

    /** @throws IOException if the process has ended, or has more or fewer processors than it had */
    synchronized void read(KernelFile file, Stats.Builder into) throws IOException {
        List<String> names = names(threads);
        for (String thread : names) {
            int looked = looks.getOrDefault(thread, 0);
            if (looked < LOOKS) {
                looks.put(thread, looked + 1);
                if (VcpuThread.of(threads + "/" + thread, file).isPresent()) {
                    throw new IOException(threads + " has another processor");
                }
            }
        }
        if (looks.size() > names.size()) {
            looks.keySet().retainAll(Set.copyOf(names));
        }
        times.reader().read(file, into);
        into.put(null, 0, "vcpu.current", (long) vcpus.size());
        for (VcpuThread vcpu : vcpus) {
            vcpu.read(file, into);
        }
    }
}
