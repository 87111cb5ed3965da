package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the host keeps what a machine used in all.
 *
 * @param step nanoseconds, in which the figures move: by it one place's differ from another's
 */
record CpuTimeFile(long step, Reader reader) {

    private static final long NANOS_OF_MICRO = 1_000;
    private static final String UNIFIED = "0::";

    /** The part of a machine's cgroup for the threads that are no processors. */
    private static final String PART = "/emulator";

    /** Adds the figures under libvirt's names. */
    interface Reader {
        void read(KernelFile file, Stats.Builder into) throws IOException;
    }

    /** Where libvirt may have a process's from: the machine's cgroup if it made one, else the process. */
    static List<CpuTimeFile> of(Path process, Path cgroups) {
        CpuTimeFile own = ofProcess(process + "/stat");
        return cgroup(process)
                .map(path -> List.of(ofCgroup(cgroups + path + "/cpu.stat"), own))
                .orElse(List.of(own));
    }

    /** Of the second version, in {@code 0::/machine.slice/machine-qemu….scope/libvirt/emulator}. */
    private static Optional<String> cgroup(Path process) {
        try {
            return Files.readAllLines(process.resolve("cgroup")).stream()
                    .filter(line -> line.startsWith(UNIFIED))
                    .map(line -> line.substring(UNIFIED.length()))
                    .map(path -> path.endsWith(PART) ? path.substring(0, path.length() - PART.length()) : path)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static CpuTimeFile ofCgroup(String stat) {
        return new CpuTimeFile(NANOS_OF_MICRO, (file, into) -> {
            file.read(stat);
            into.put(null, 0, "cpu.time", micros(file, "usage_usec "));
            into.put(null, 0, "cpu.user", micros(file, "user_usec "));
            into.put(null, 0, "cpu.system", micros(file, "system_usec "));
        });
    }

    private static long micros(KernelFile file, String label) throws IOException {
        if (!file.find(label)) {
            throw new IOException("a cgroup does not contain " + label.strip());
        }
        return file.number() * NANOS_OF_MICRO;
    }

    private static CpuTimeFile ofProcess(String stat) {
        return new CpuTimeFile(TaskTimes.NANOS_OF_TICK, (file, into) -> {
            TaskTimes times = TaskTimes.of(file.read(stat));
            into.put(null, 0, "cpu.time", times.user() + times.system());
            into.put(null, 0, "cpu.user", times.user());
            into.put(null, 0, "cpu.system", times.system());
        });
    }
}
