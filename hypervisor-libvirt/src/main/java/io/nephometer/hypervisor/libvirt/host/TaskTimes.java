package io.nephometer.hypervisor.libvirt.host;

import java.io.IOException;

/**
 * Times from the {@code stat} file of a process or thread.
 *
 * @param user the user time in nanoseconds, in steps of the kernel's ticks
 * @param system the system time in nanoseconds, in steps of the kernel's ticks
 * @param start differs from that of a later process or thread with the same number
 */
record TaskTimes(long user, long system, long start) {

    /** The kernel reports hundredths of a second, whatever its own ticks are. */
    static final long NANOS_PER_TICK = 10_000_000;

    private static final int TO_USER = 12;
    private static final int TO_START = 6;

    /** Parses {@code 42 (any name) S 1 42 …}: after the name each word has its place. */
    static TaskTimes parse(KernelFile stat) throws IOException {
        stat.skipToLast(')');
        stat.skip(TO_USER);
        long user = stat.number() * NANOS_PER_TICK;
        long system = stat.number() * NANOS_PER_TICK;
        stat.skip(TO_START);
        return new TaskTimes(user, system, stat.number());
    }
}
