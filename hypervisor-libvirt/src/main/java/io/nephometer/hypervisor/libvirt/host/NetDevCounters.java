package io.nephometer.hypervisor.libvirt.host;

import io.nephometer.api.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The counters of all network links that this process sees, as the kernel lists them in {@code /proc/net/dev}.
 *
 * @param read when
 * @param counters of each link its received bytes, packets, errors and drops, then the same of what it sent
 */
record NetDevCounters(Moment read, Map<String, long[]> counters) {

    static final int EACH_WAY = 4;

    /** Columns of a way: bytes packets errs drop, and four that libvirt does not tell. */
    private static final int COLUMNS = 8;

    static NetDevCounters of(Path file) throws IOException {
        Moment start = Moment.now();
        List<String> lines = Files.readAllLines(file);
        return new NetDevCounters(Moment.between(start, Moment.now()), parse(lines));
    }

    /** A line that is not as it should be is left out, as the two of the head are. */
    static Map<String, long[]> parse(List<String> lines) {
        Map<String, long[]> counters = new HashMap<>();
        for (String line : lines) {
            int colon = line.lastIndexOf(':'); // an alias has one in its name
            if (colon > 0) {
                String[] columns = line.substring(colon + 1).strip().split(" +");
                if (columns.length >= COLUMNS + EACH_WAY) {
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
        long[] values = new long[2 * EACH_WAY];
        try {
            for (int i = 0; i < EACH_WAY; i++) {
                values[i] = Long.parseUnsignedLong(columns[i]);
                values[EACH_WAY + i] = Long.parseUnsignedLong(columns[COLUMNS + i]);
            }
        } catch (NumberFormatException e) {
            return new long[0];
        }
        return values;
    }

    /** As the guest at the other end of a tap counts: what the host's end received, the guest sent. Null: there is none. */
    long[] swapped(String link) {
        long[] host = counters.get(link);
        if (host == null) {
            return null;
        }
        long[] guest = Arrays.copyOfRange(host, EACH_WAY, 3 * EACH_WAY);
        System.arraycopy(host, 0, guest, EACH_WAY, EACH_WAY);
        return guest;
    }
}
