package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Stats;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The process of a virtual machine, together with its processor time and the threads that run its virtual processors.
 */
final class QemuProcess {

    /**
     * The number of times that each thread is examined. A single examination is not enough, because a thread is not
     * named until shortly after its creation.
     */
    private static final int EXAMINATIONS = 2;

    private final CpuTimeFile times;
    private final File threads;
    private final List<VcpuThread> vcpus;
    /** The number of times that each thread has been examined, keyed by thread ID. */
    private final Map<String, Integer> examined = new HashMap<>();

    private QemuProcess(CpuTimeFile times, File threads, List<VcpuThread> vcpus) {
        this.times = times;
        this.threads = threads;
        this.vcpus = vcpus;
        vcpus.forEach(vcpu -> examined.put(new File(vcpu.directory()).getName(), EXAMINATIONS));
    }

    /**
     * Returns one candidate for each file from which libvirt may read the times of a process, starting with the most
     * likely candidate. The list is empty if the process has ended.
     *
     * @param cgroups the path of {@code /sys/fs/cgroup}
     */
    static List<QemuProcess> candidates(Path process, Path cgroups, KernelFile file) {
        File threads = process.resolve("task").toFile();
        List<VcpuThread> vcpus = names(threads).stream()
                .flatMap(thread -> VcpuThread.find(threads + "/" + thread, file).stream())
                .toList();
        return vcpus.isEmpty()
                ? List.of()
                : CpuTimeFile.candidates(process, cgroups).stream()
                        .map(times -> new QemuProcess(times, threads, vcpus))
                        .toList();
    }

    private static List<String> names(File threads) {
        String[] names = threads.list();
        return names == null ? List.of() : List.of(names);
    }

    /** Returns the granularity of the process's CPU time, in nanoseconds. */
    long step() {
        return times.step();
    }

    /**
     * Adds the times of the process and of its virtual processors to the statistics.
     *
     * @throws IOException if the process has ended, or if a virtual processor was added or removed
     */
    synchronized void read(KernelFile file, Stats.Builder stats) throws IOException {
        List<String> names = names(threads);
        for (String thread : names) {
            int count = examined.getOrDefault(thread, 0);
            if (count < EXAMINATIONS) {
                examined.put(thread, count + 1);
                if (VcpuThread.find(threads + "/" + thread, file).isPresent()) {
                    throw new IOException(threads + " contains a new virtual processor");
                }
            }
        }
        if (examined.size() > names.size()) {
            examined.keySet().retainAll(Set.copyOf(names));
        }
        times.reader().read(file, stats);
        stats.put(null, 0, "vcpu.current", (long) vcpus.size());
        for (VcpuThread vcpu : vcpus) {
            vcpu.read(file, stats);
        }
    }
}
