package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The thread that is a machine's processor.
 *
 * @param directory {@code /proc/42/task/44}
 * @param waits the line in which the kernel tells how long it waited; empty if it does not
 */
record VcpuThread(int number, String directory, long birth, Optional<String> waits) {

    /** libvirt's word for each processor that is there, whatever it does. */
    private static final long RUNNING = 1;

    /** Those that libvirt knows; without one it tells 0. */
    private static final List<String> WAITS = List.of("se.statistics.wait_sum", "se.wait_sum");

    /** Empty if the thread is none, or has ended. */
    static Optional<VcpuThread> of(String directory, KernelFile file) {
        try {
            file.read(directory + "/stat").skip(1);
            if (!file.skip("(CPU ")) { // 44 (CPU 0/KVM) S …
                return Optional.empty();
            }
            int number = (int) file.number();
            long birth = TaskTimes.of(file).birth();
            return Optional.of(new VcpuThread(number, directory, birth, waits(directory, file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> waits(String directory, KernelFile file) {
        try {
            file.read(directory + "/sched");
            return WAITS.stream().filter(file::find).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @throws IOException if the thread has ended, also if another one has its number since */
    void read(KernelFile file, Stats.Builder into) throws IOException {
        TaskTimes times = TaskTimes.of(file.read(directory + "/stat"));
        if (times.birth() != birth) {
            throw new IOException(directory + " is another thread");
        }
        into.put("vcpu", number, "state", RUNNING);
        into.put("vcpu", number, "time", times.user() + times.system());
        into.put("vcpu", number, "wait", wait(file));
        file.read(directory + "/schedstat").skip(1);
        into.put("vcpu", number, "delay", file.number());
    }

    private long wait(KernelFile file) throws IOException {
        if (waits.isEmpty()) {
            return 0;
        }
        return file.read(directory + "/sched").find(waits.get()) ? file.millis() : 0;
    }
}
