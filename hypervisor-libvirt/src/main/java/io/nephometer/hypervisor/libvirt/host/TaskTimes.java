package io.nephometer.hypervisor.libvirt.host;

import java.io.IOException;

/**
 * What the {@code stat} file of a process or a thread tells.
 *
 * @param user nanoseconds, in steps of the kernel's ticks
 * @param system the same
 * @param birth by which it differs from a later one with the same number
 */
record TaskTimes(long user, long system, long birth) {

    /** Programs are told in hundredths of a second, whatever the kernel's own ticks are. */
    static final long NANOS_OF_TICK = 10_000_000;

    private static final int TO_USER = 12;
    private static final int TO_BIRTH = 6;

    /** From {@code 42 (any name) S 1 42 …}: behind the name each word has its place. */
    static TaskTimes of(KernelFile stat) throws IOException {
        stat.skipToLast(')');
        stat.skip(TO_USER);
        long user = stat.number() * NANOS_OF_TICK;
        long system = stat.number() * NANOS_OF_TICK;
        stat.skip(TO_BIRTH);
        return new TaskTimes(user, system, stat.number());
    }
}
