package io.nephometer.hypervisor.libvirt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a machine's process under a directory that stands for {@code /proc}, as a real one's were. */
final class QemuFiles {

    private static final String STAT = "%s (%s) S 1 11843 11843 0 -1 138412416 6816 0 0 0 %d %d 0 0 20 0 7 0 %d"
            + " 1674293248 10360 18446744073709551615 94553522036736 94553527897173 140735259435904 0 0 0 268444224 4096"
            + " 16451 0 0 0 17 1 0 0 0 0 0 94553531009272 94553536213424 94554103611392 140735259437058"
            + " 140735259438589 140735259438589 140735259439068 0%n";
    private static final String SCHED = """
            CPU 0/KVM (11854, #threads: 7)
            -------------------------------------------------------------------
            se.exec_start                                :     464480726.726234
            se.vruntime                                  :           133.567202
            se.sum_exec_runtime                          :          3848.031896
            %-45s:%22s
            nr_switches                                  :                 6020
            """;

    private final Path process;

    QemuFiles(Path proc, int pid, String uuid) throws IOException {
        process = proc.resolve("" + pid);
        Files.createDirectories(process.resolve("task"));
        write("cmdline", String.join("\0", "/usr/bin/qemu-system-x86_64", "-name", "guest=a", "-uuid", uuid) + "\0");
        write("cgroup", "4:cpuacct:/elsewhere\n"); // of the first version
        used(566, 38);
        thread(pid, "qemu-system-x86");
        thread(pid + 1, "call_rcu");
    }

    Path process() {
        return process;
    }

    /** By the process in all, in ticks. */
    QemuFiles used(long user, long system) throws IOException {
        return write("stat", STAT.formatted(process.getFileName(), "qemu-system-x86", user, system, 68356));
    }

    QemuFiles cgroup(String path) throws IOException {
        return write("cgroup", "1:name=systemd:/elsewhere\n0::" + path + "\n");
    }

    QemuFiles thread(int tid, String name) throws IOException {
        return thread(tid, name, 0, 0, 0, 68360);
    }

    /**
     * @param user ticks
     * @param system ticks
     * @param delay nanoseconds
     * @param birth ticks
     */
    QemuFiles thread(int tid, String name, long user, long system, long delay, long birth) throws IOException {
        Path thread = Files.createDirectories(process.resolve("task").resolve("" + tid));
        Files.writeString(thread.resolve("stat"), STAT.formatted(tid, name, user, system, birth));
        Files.writeString(thread.resolve("schedstat"), "3848031896 %d 6020%n".formatted(delay));
        return waited(tid, "se.nr_migrations", "0");
    }

    /** A line of the thread's {@code sched}. */
    QemuFiles waited(int tid, String label, String value) throws IOException {
        return write("task/" + tid + "/sched", SCHED.formatted(label, value));
    }

    QemuFiles ended(int tid) throws IOException {
        Path thread = process.resolve("task").resolve("" + tid);
        for (String file : new String[] {"stat", "schedstat", "sched"}) {
            Files.delete(thread.resolve(file));
        }
        Files.delete(thread);
        return this;
    }

    QemuFiles write(String file, String text) throws IOException {
        Files.writeString(process.resolve(file), text);
        return this;
    }
}
