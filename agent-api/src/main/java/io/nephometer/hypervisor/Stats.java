package io.nephometer.hypervisor;

import io.nephometer.api.Moment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The statistics of one domain or of one of its devices. The statistics have the same names as in libvirt, for example
 * {@code cpu.time} or {@code balloon.rss}. Libvirt's {@code block.0.rd.bytes} is the {@code rd.bytes} statistic of the
 * first element of {@link #each each("block")}; {@code block.0.timed_group.1.interval} is the {@code interval}
 * statistic of the second element of that device's {@code each("timed_group")}.
 */
public final class Stats {

    private static final int MOST_DIGITS = 9; // every number with this many digits fits in an int
    private static final long UNKNOWN = -1;

    private final Moment read;
    private final int index;
    private final long incarnation;
    private final Map<String, Object> values;
    /**
     * The devices of a domain, keyed by group; null in the statistics of a device, because the rarely needed parts of a
     * device are stored among its values.
     */
    private final Map<String, List<Stats>> devices;

    private Stats(
            Moment read, int index, long incarnation, Map<String, Object> values, Map<String, List<Stats>> devices) {
        this.read = read;
        this.index = index;
        this.incarnation = incarnation;
        this.values = values;
        this.devices = devices;
    }

    /** Returns the time at which the statistics were read. */
    public Moment read() {
        return read;
    }

    /**
     * Returns libvirt's number for a device, or 0 for a domain. The number may differ from the device's position in the
     * list.
     */
    public int index() {
        return index;
    }

    /**
     * Returns the incarnation that was read. A domain's incarnation is its {@link Domain#id ID}; a device's incarnation
     * is a number that increases whenever the device's name may refer to a different device. Returns -1 if the
     * incarnation is not known.
     */
    public long incarnation() {
        return incarnation;
    }

    /** Returns a copy of these statistics with the given {@link #incarnation incarnation}. */
    public Stats in(long life) {
        return new Stats(read, index, life, values, devices);
    }

    /** Returns a copy of a domain's statistics in which the devices in one group are replaced. */
    public Stats with(String group, List<Stats> others) {
        Map<String, List<Stats>> all = new HashMap<>(devices);
        all.put(group, List.copyOf(others));
        return new Stats(read, index, incarnation, values, all);
    }

    /**
     * Returns the statistic with the given name as a Long, a BigInteger (for an unsigned number of 2^63 or more) or a
     * Double; returns null if libvirt did not report the statistic.
     */
    public Number number(String name) {
        return values.get(name) instanceof Number number ? number : null;
    }

    public Optional<String> text(String name) {
        return values.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /**
     * Returns the devices of a domain, or the parts of a device, that belong to a group. The list is in libvirt's order
     * and may be empty.
     */
    public List<Stats> each(String group) {
        return devices == null ? parts(group) : devices.getOrDefault(group, List.of());
    }

    private List<Stats> parts(String group) {
        Builder parts = new Builder();
        String prefix = group + ".";
        values.forEach((name, value) -> {
            int start = prefix.length();
            int end = name.startsWith(prefix) ? name.indexOf('.', start) : -1;
            if (isIndex(name, start, end)) {
                parts.put(group, Integer.parseInt(name, start, end, 10), name.substring(end + 1), value);
            }
        });
        return parts.build(read).each(group);
    }

    private static boolean isIndex(String name, int start, int end) {
        return start < end
                && end - start <= MOST_DIGITS
                && name.substring(start, end).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Returns the sum of a statistic over all devices in a group, or null if no device has the statistic. */
    public Number sum(String group, String name) {
        Number sum = null;
        for (Stats device : each(group)) {
            sum = add(sum, device.number(name));
        }
        return sum;
    }

    /**
     * Returns the sum of two numbers. A null argument is ignored; the sum of two nulls is null. Sums of whole numbers
     * are exact, regardless of size.
     */
    public static Number add(Number a, Number b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        if (a instanceof Long x && b instanceof Long y) {
            long sum = x + y;
            boolean overflow = ((x ^ sum) & (y ^ sum)) < 0;
            return overflow ? BigInteger.valueOf(x).add(BigInteger.valueOf(y)) : (Number) sum;
        }
        if (a instanceof Double || b instanceof Double) {
            return a.doubleValue() + b.doubleValue();
        }
        return new BigInteger(a.toString()).add(new BigInteger(b.toString()));
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects the values of a domain's statistics one by one. */
    public static final class Builder {

        private final Map<String, Object> values = new HashMap<>();
        private final Map<String, TreeMap<Integer, Map<String, Object>>> devices = new HashMap<>();

        /**
         * Adds one value to the statistics.
         *
         * @param group the group of the device to which the value belongs, for example {@code block}; null for a value
         *     of the domain itself
         * @param index libvirt's number for the device
         * @param name the name of the statistic without the group and the index, for example {@code rd.bytes}
         * @param value a Long, a BigInteger, a Double or a String
         */
        public Builder put(String group, int index, String name, Object value) {
            Map<String, Object> target = group == null
                    ? values
                    : devices.computeIfAbsent(group, g -> new TreeMap<>()).computeIfAbsent(index, i -> new HashMap<>());
            target.put(name, value);
            return this;
        }

        public Stats build(Moment read) {
            Map<String, List<Stats>> built = new HashMap<>();
            devices.forEach((group, byIndex) -> {
                List<Stats> list = new ArrayList<>(byIndex.size());
                byIndex.forEach((index, device) -> list.add(new Stats(read, index, UNKNOWN, device, null)));
                built.put(group, List.copyOf(list));
            });
            return new Stats(read, 0, UNKNOWN, values, built);
        }
    }
}
