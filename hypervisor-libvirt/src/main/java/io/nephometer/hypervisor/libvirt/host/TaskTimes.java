package io.nephometer.hypervisor.libvirt.host;

import java.io.IOException;

/**
 * The times in the {@code stat} file of a process or thread.
 *
 * @param user the user time in nanoseconds, a multiple of the tick length
 * @param system the system time in nanoseconds, a multiple of the tick length
 * @param start the start time, which distinguishes the process or thread from later ones with the same ID
 */
record TaskTimes(long user, long system, long start) {

    /**
     * The length of a tick in nanoseconds. The kernel reports times in hundredths of a second, regardless of the length
     * of its internal ticks.
     */
    static final long NANOS_PER_TICK = 10_000_000;

    private static final int TO_USER = 12;
    private static final int TO_START = 6;

    /** Parses a line such as {@code 42 (any name) S 1 42 …}. Each field after the name has a fixed position. */
    static TaskTimes parse(KernelFile stat) throws IOException {
        stat.skipToLast(')');
        stat.skip(TO_USER);
        long user = stat.number() * NANOS_PER_TICK;
        long system = stat.number() * NANOS_PER_TICK;
        stat.skip(TO_START);
        return new TaskTimes(user, system, stat.number());
    }
}
