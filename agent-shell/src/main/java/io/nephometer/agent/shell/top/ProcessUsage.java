package io.nephometer.agent.shell.top;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor time and the memory used by the agent's own process.
 *
 * @param cpu the processor time that the process has used since it started
 * @param at the monotonic time of the measurement, in nanoseconds
 * @param resident the size of the process's resident memory, in bytes
 */
record ProcessUsage(Duration cpu, long at, OptionalDouble resident) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private static final long TOO_SHORT = 100_000_000; // nanoseconds; the kernel counts in hundredths of a second

    static ProcessUsage now() {
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return new ProcessUsage(cpu, System.nanoTime(), residentNow());
    }

    private static OptionalDouble residentNow() {
        try {
            Matcher matcher = RESIDENT.matcher(Files.readString(STATUS));
            return matcher.find()
                    ? OptionalDouble.of(Double.parseDouble(matcher.group(1)) * 1024)
                    : OptionalDouble.empty();
        } catch (IOException e) { // not Linux
            return OptionalDouble.empty();
        }
    }

    /**
     * Returns the processor time used since a previous measurement, as a percentage of one processor. The result is
     * empty if too little time has passed since the previous measurement.
     */
    OptionalDouble cpuSince(ProcessUsage before) {
        long nanos = at - before.at;
        return nanos < TOO_SHORT
                ? OptionalDouble.empty()
                : OptionalDouble.of(100.0 * cpu.minus(before.cpu).toNanos() / nanos);
    }
}
