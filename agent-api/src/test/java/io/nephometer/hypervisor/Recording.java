package io.nephometer.hypervisor;

import io.nephometer.hypervisor.Hypervisor.Group;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statistics of one domain as {@code virsh domstats} printed them. */
record Recording(List<Entry> entries) {

    /** A line of it, taken apart. */
    record Entry(Group of, String group, int index, String name, Object value) {}

    private static final Map<String, Group> GROUPS = Map.of(
            "state", Group.STATE,
            "cpu", Group.CPU,
            "balloon", Group.BALLOON,
            "vcpu", Group.VCPU,
            "net", Group.INTERFACE,
            "block", Group.BLOCK,
            "perf", Group.PERF);

    /** {@code block.0.rd.bytes=512}, {@code vcpu.current=2}. */
    private static final Pattern LINE = Pattern.compile("(([a-z]+)\\.(?:([0-9]+)\\.)?([^=]+))=(.*)");

    static Recording of(String lines) {
        return new Recording(lines.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("Domain:"))
                .map(Recording::entry)
                .toList());
    }

    private static Entry entry(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + line + "' is no line of virsh domstats");
        }
        boolean device = parts.group(3) != null;
        String name = device ? parts.group(4) : parts.group(1);
        return new Entry(
                GROUPS.get(parts.group(2)),
                device ? parts.group(2) : null,
                device ? Integer.parseInt(parts.group(3)) : 0,
                name,
                value(name, parts.group(5)));
    }

    /** In virsh's output only the name tells a text made of digits from a number. */
    private static Object value(String name, String text) {
        boolean number = !name.equals("name") && !name.equals("path") && text.matches("-?[0-9]+(\\.[0-9]+)?");
        if (!number) {
            return text;
        }
        if (text.contains(".")) {
            return Double.valueOf(text);
        }
        BigInteger whole = new BigInteger(text);
        return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
    }

    /** What the hypervisor says when it is asked for some groups only. */
    Stats.Builder of(Set<Group> groups) {
        Stats.Builder stats = Stats.builder();
        for (Entry entry : entries) {
            if (entry.of() != null && groups.contains(entry.of())) {
                stats.put(entry.group(), entry.index(), entry.name(), entry.value());
            }
        }
        return stats;
    }
}
