package io.nephometer.testkit;

import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statistics of one domain as {@code virsh domstats --raw DOMAIN} prints them. */
public final class Recording {

    private static final String HEAD = "Domain:";

    /** {@code block.0.rd.bytes=512}, {@code vcpu.current=2}. */
    private static final Pattern LINE = Pattern.compile("(([a-z]+)\\.(?:([0-9]+)\\.)?([^=]+))=(.*)");

    /** The groups of statistics that KVM counts and libvirt reports with others. */
    private static final Pattern KVM = Pattern.compile("cpu\\.haltpoll\\.|vcpu\\.[0-9]+\\.[^.=]+\\.(?:sum|cur|max)=");

    /**
     * A real QEMU guest with two processors, two disks and one interface. Nothing is known about the memory inside it.
     */
    public static final Recording TWO_DISKS = of(resource("two-disks.stats"));

    /**
     * A parsed line of a recording. Its group is null if a {@link io.nephometer.hypervisor.Hypervisor} never requests
     * it.
     */
    private record Entry(Group of, String group, int index, String name, Object value) {}

    private final List<Entry> entries;

    private Recording(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * Parses the output of {@code virsh domstats} for one domain.
     *
     * @throws IllegalArgumentException if the text is not such output
     */
    public static Recording of(String domstats) {
        List<String> lines = domstats.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.stream().filter(line -> line.startsWith(HEAD)).count() > 1) {
            throw new IllegalArgumentException(
                    "a recording contains one domain, but this one contains several: record with virsh domstats --raw DOMAIN");
        }
        return new Recording(lines.stream()
                .filter(line -> !line.startsWith(HEAD))
                .map(Recording::entry)
                .toList());
    }

    /** Reads a recording from a file, for example below {@code src/test/resources}. */
    public static Recording read(Path file) {
        try {
            return of(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Recording.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + line + "' is not a line of virsh domstats");
        }
        boolean device = parts.group(3) != null;
        String name = device ? parts.group(4) : parts.group(1);
        return new Entry(
                KVM.matcher(line).lookingAt() ? Group.VM : group(parts.group(2)),
                device ? parts.group(2) : null,
                device ? Integer.parseInt(parts.group(3)) : 0,
                name,
                value(name, parts.group(5)));
    }

    private static Group group(String prefix) {
        return switch (prefix) {
            case "state" -> Group.STATE;
            case "cpu" -> Group.CPU;
            case "balloon" -> Group.BALLOON;
            case "vcpu" -> Group.VCPU;
            case "net" -> Group.INTERFACE;
            case "block" -> Group.BLOCK;
            case "diskerror" -> Group.DISKERROR;
            case "perf" -> Group.PERF;
            case "iothread" -> Group.IOTHREAD;
            case "dirtyrate" -> Group.DIRTYRATE;
            case "vm" -> Group.VM;
            default -> null;
        };
    }

    /**
     * Returns the value as a number or a text. In virsh's output only the name distinguishes a text of digits from a
     * number.
     */
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

    /** Returns the statistics that the hypervisor returns if only these groups are requested. */
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
