package io.nephometer.pollster.disk;

import static io.nephometer.hypervisor.MeterTable.cumulative;

import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import io.nephometer.hypervisor.MeterTable;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Reads the statistics of the host's physical disks. This pollster requires neither an instance nor a hypervisor. */
@Component(name = "io.nephometer.pollster.disk.node")
public final class NodeDiskPollster implements Pollster {

    // spotless:off
    private static final MeterTable NODE = MeterTable.of(
        cumulative("compute.node.disk.read.bytes",   "B",  "read.bytes"),
        cumulative("compute.node.disk.write.bytes",  "B",  "write.bytes"));

    private static final Set<Meter> METERS = MeterTable.meters(List.of(NODE));
    // spotless:on

    /** The index of the column in /proc/diskstats that contains the name of the disk. */
    private static final int NAME = 2;

    private static final int SECTORS_READ = 5;
    private static final int SECTORS_WRITTEN = 9;

    /**
     * The size of a sector in /proc/diskstats, in bytes. The size is the same for all disks, regardless of their actual
     * sector sizes.
     */
    private static final BigInteger SECTOR = BigInteger.valueOf(512);

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern NOT_PHYSICAL = Pattern.compile("(loop|ram|zram|sr|md)[0-9].*|dm-[0-9]+");

    private final Path root;

    @Activate
    public NodeDiskPollster() {
        this(Path.of("/"));
    }

    NodeDiskPollster(Path root) {
        this.root = root;
    }

    @Override
    public Set<Meter> meters() {
        return METERS;
    }

    @Override
    public List<String> discovery() {
        return List.of();
    }

    @Override
    public List<Sample> poll(Turn turn) throws IOException {
        List<Sample> samples = new ArrayList<>();
        if (NODE.anyWanted(turn)) {
            List<Stats> disks = disks(turn).each("disk");
            NODE.total(disks, disk -> disk.text("name").orElseThrow(), turn.host(), Map.of(), turn, samples);
        }
        return samples;
    }

    private Stats disks(Turn turn) throws IOException {
        Stats.Builder disks = Stats.builder();
        int count = 0;
        for (String line : Files.readAllLines(root.resolve("proc/diskstats"), StandardCharsets.ISO_8859_1)) {
            String[] disk = BLANKS.split(line.strip());
            if (disk.length > SECTORS_WRITTEN && isPhysical(disk[NAME])) {
                disks.put("disk", count, "name", disk[NAME]);
                bytes(disk[SECTORS_READ]).ifPresent(put(disks, count, "read.bytes"));
                bytes(disk[SECTORS_WRITTEN]).ifPresent(put(disks, count, "write.bytes"));
                count++;
            }
        }
        return disks.build(turn.now());
    }

    private static Consumer<Number> put(Stats.Builder disks, int disk, String name) {
        return bytes -> disks.put("disk", disk, name, bytes);
    }

    /**
     * Returns the number of bytes in the given number of sectors, or an empty result if the number of sectors is not an
     * unsigned 64-bit number.
     */
    private static Optional<Number> bytes(String sectors) {
        try {
            Long.parseUnsignedLong(sectors);
            return Optional.of(new BigInteger(sectors).multiply(SECTOR)).map(NodeDiskPollster::whole);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Number whole(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    /**
     * Returns whether a block device is an entire physical disk. With NVMe multipath, a disk appears as several
     * devices: one device for each path, and the multipath head under {@code devices/virtual}. Only the paths are read
     * because many kernels do not count requests for the multipath head.
     */
    private boolean isPhysical(String disk) {
        if (NOT_PHYSICAL.matcher(disk).matches()) {
            return false;
        }
        try {
            Path device =
                    root.resolve("sys/block").resolve(disk.replace('/', '!')).resolve("device");
            return !device.toRealPath().startsWith(root.toRealPath().resolve("sys/devices/virtual"));
        } catch (IOException | InvalidPathException e) {
            return false; // skips partitions, virtual disks, and disks that were removed or are unreadable
        }
    }
}
