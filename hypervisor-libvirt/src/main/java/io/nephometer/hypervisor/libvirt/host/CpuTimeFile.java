package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file on the host that contains the processor time of a virtual machine.
 *
 * @param step the resolution of the times in the file, in nanoseconds
 */
record CpuTimeFile(long step, Reader reader) {

    private static final long NANOS_PER_MICRO = 1_000;
    private static final String UNIFIED = "0::";

    /** The subgroup of a virtual machine's cgroup for threads that do not run virtual processors. */
    private static final String EMULATOR = "/emulator";

    /** Adds the times to the statistics, using libvirt's names. */
    interface Reader {
        void read(KernelFile file, Stats.Builder stats) throws IOException;
    }

    /**
     * Returns the files from which libvirt may read the times: first the file in the virtual machine's cgroup, if the
     * machine has a cgroup, and then the process's file.
     */
    static List<CpuTimeFile> candidates(Path process, Path cgroups) {
        CpuTimeFile own = ofProcess(process + "/stat");
        return cgroup(process)
                .map(path -> List.of(ofCgroup(cgroups + path + "/cpu.stat"), own))
                .orElse(List.of(own));
    }

    /**
     * Returns the path of the virtual machine's cgroup (version 2). The path is taken from a line such as
     * {@code 0::/machine.slice/machine-qemu….scope/libvirt/emulator}.
     */
    private static Optional<String> cgroup(Path process) {
        try {
            return Files.readAllLines(process.resolve("cgroup")).stream()
                    .filter(line -> line.startsWith(UNIFIED))
                    .map(line -> line.substring(UNIFIED.length()))
                    .map(path -> path.endsWith(EMULATOR) ? path.substring(0, path.length() - EMULATOR.length()) : path)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static CpuTimeFile ofCgroup(String stat) {
        return new CpuTimeFile(NANOS_PER_MICRO, (file, stats) -> {
            file.read(stat);
            stats.put(null, 0, "cpu.time", nanos(file, "usage_usec "));
            stats.put(null, 0, "cpu.user", nanos(file, "user_usec "));
            stats.put(null, 0, "cpu.system", nanos(file, "system_usec "));
        });
    }

    private static long nanos(KernelFile file, String label) throws IOException {
        if (!file.find(label)) {
            throw new IOException("a cgroup does not contain " + label.strip());
        }
        return file.number() * NANOS_PER_MICRO;
    }

    private static CpuTimeFile ofProcess(String stat) {
        return new CpuTimeFile(TaskTimes.NANOS_PER_TICK, (file, stats) -> {
            TaskTimes times = TaskTimes.parse(file.read(stat));
            stats.put(null, 0, "cpu.time", times.user() + times.system());
            stats.put(null, 0, "cpu.user", times.user());
            stats.put(null, 0, "cpu.system", times.system());
        });
    }
}
