package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The thread that runs one virtual processor.
 *
 * @param directory the directory of the thread, for example {@code /proc/42/task/44}
 * @param waitLine the label of the line in which the kernel reports how long the thread has waited; empty if there is
 *     no such line
 */
record VcpuThread(int number, String directory, long start, Optional<String> waitLine) {

    /**
     * The state that libvirt reports for each virtual processor that is present, regardless of whether the processor is
     * active.
     */
    private static final long RUNNING = 1;

    /**
     * The labels of the lines from which libvirt reads the wait time. If none of these lines exists, libvirt reports 0.
     */
    private static final List<String> WAIT_LINES = List.of("se.statistics.wait_sum", "se.wait_sum");

    /**
     * Returns the virtual processor that a thread runs, or an empty {@code Optional} if the thread does not run a
     * virtual processor or has ended.
     */
    static Optional<VcpuThread> find(String directory, KernelFile file) {
        try {
            file.read(directory + "/stat").skip(1);
            if (!file.skip("(CPU ")) { // 44 (CPU 0/KVM) S …
                return Optional.empty();
            }
            int number = (int) file.number();
            long start = TaskTimes.parse(file).start();
            return Optional.of(new VcpuThread(number, directory, start, waitLine(directory, file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> waitLine(String directory, KernelFile file) {
        try {
            file.read(directory + "/sched");
            return WAIT_LINES.stream().filter(file::find).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Adds the state and the times of the virtual processor to the statistics.
     *
     * @throws IOException if the thread has ended, even if another thread now has the same ID
     */
    void read(KernelFile file, Stats.Builder stats) throws IOException {
        TaskTimes times = TaskTimes.parse(file.read(directory + "/stat"));
        if (times.start() != start) {
            throw new IOException(directory + " is now a different thread");
        }
        stats.put("vcpu", number, "state", RUNNING);
        stats.put("vcpu", number, "time", times.user() + times.system());
        stats.put("vcpu", number, "wait", wait(file));
        file.read(directory + "/schedstat").skip(1);
        stats.put("vcpu", number, "delay", file.number());
    }

    private long wait(KernelFile file) throws IOException {
        if (waitLine.isEmpty()) {
            return 0;
        }
        return file.read(directory + "/sched").find(waitLine.get()) ? file.millis() : 0;
    }
}
