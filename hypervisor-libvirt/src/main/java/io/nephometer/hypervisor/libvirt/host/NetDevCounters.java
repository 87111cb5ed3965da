package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.api.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The counters of all network interfaces on the host that are visible to this process, as listed in
 * {@code /proc/net/dev}.
 *
 * @param counters the counters, keyed by interface name: received bytes, packets, errors and drops, followed by the
 *     same four counters for sent traffic
 */
record NetDevCounters(Moment read, Map<String, long[]> counters) {

    /** The number of counters in each direction. */
    static final int PER_DIRECTION = 4;

    /**
     * The number of columns in each direction: bytes, packets, errs and drop, followed by four columns that libvirt
     * does not report.
     */
    private static final int COLUMNS = 8;

    static NetDevCounters read(Path file, Supplier<Moment> clock) throws IOException {
        Moment start = clock.get();
        List<String> lines = Files.readAllLines(file);
        return new NetDevCounters(Moment.between(start, clock.get()), parse(lines));
    }

    /** Returns the counters, keyed by interface name. Malformed lines and the two header lines are skipped. */
    static Map<String, long[]> parse(List<String> lines) {
        Map<String, long[]> counters = new HashMap<>();
        for (String line : lines) {
            int colon = line.lastIndexOf(':'); // the name of an alias contains a colon
            if (colon > 0) {
                String[] columns = line.substring(colon + 1).strip().split(" +");
                if (columns.length >= COLUMNS + PER_DIRECTION) {
                    long[] values = values(columns);
                    if (values.length > 0) {
                        counters.put(line.substring(0, colon).strip(), values);
                    }
                }
            }
        }
        return counters;
    }

    private static long[] values(String[] columns) {
        long[] values = new long[2 * PER_DIRECTION];
        try {
            for (int i = 0; i < PER_DIRECTION; i++) {
                values[i] = Long.parseUnsignedLong(columns[i]);
                values[PER_DIRECTION + i] = Long.parseUnsignedLong(columns[COLUMNS + i]);
            }
        } catch (NumberFormatException e) {
            return new long[0];
        }
        return values;
    }

    /**
     * Returns the counters as seen by the guest. The traffic received by the host's end of a tap is the traffic sent by
     * the guest.
     */
    long[] guestCounters(String name) {
        long[] host = counters.get(name);
        if (host == null) {
            return null;
        }
        long[] guest = Arrays.copyOfRange(host, PER_DIRECTION, 3 * PER_DIRECTION);
        System.arraycopy(host, 0, guest, PER_DIRECTION, PER_DIRECTION);
        return guest;
    }
}
