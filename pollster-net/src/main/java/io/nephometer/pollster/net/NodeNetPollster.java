package io.nephometer.pollster.net;

import static io.nephometer.hypervisor.MeterTable.cumulative;
import static io.nephometer.hypervisor.MeterTable.gauge;

import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import io.nephometer.hypervisor.MeterTable;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Reads the statistics of the host's physical network interfaces. This pollster requires neither an instance nor a
 * hypervisor.
 */
@Component(name = "io.nephometer.pollster.net.node")
public final class NodeNetPollster implements Pollster {

    // spotless:off
    private static final MeterTable NIC = MeterTable.of(
        cumulative("compute.node.network.incoming.bytes",  "B",       "rx_bytes"),
        cumulative("compute.node.network.outgoing.bytes",  "B",       "tx_bytes"),
        gauge     ("compute.node.network.bandwidth",       "Mbit/s",  "speed"));

    private static final Set<Meter> METERS = MeterTable.meters(List.of(NIC));
    // spotless:on

    private final Path interfaces;

    @Activate
    public NodeNetPollster() {
        this(Path.of("/"));
    }

    NodeNetPollster(Path root) {
        this.interfaces = root.resolve("sys/class/net");
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
        if (NIC.anyWanted(turn)) {
            for (Path nic : physical()) {
                String name = nic.getFileName().toString();
                Resource resource = turn.host().part(turn.host().id() + "-" + name, Map.of("nic", name));
                NIC.read(stats(nic, turn), resource, turn, samples);
            }
        }
        return samples;
    }

    /**
     * Returns the network interfaces that have their own hardware. Bridges, taps and bonds are excluded because they
     * have no device; virtual functions are excluded because they are part of a network card.
     */
    private List<Path> physical() throws IOException {
        List<Path> physical = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(interfaces)) {
            for (Path nic : all) {
                if (Files.exists(nic.resolve("device")) && !Files.exists(nic.resolve("device/physfn"))) {
                    physical.add(nic);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        physical.sort(null);
        return physical;
    }

    private static Stats stats(Path nic, Turn turn) {
        Stats.Builder stats = Stats.builder();
        for (String counter : List.of("rx_bytes", "tx_bytes")) {
            number(nic.resolve("statistics").resolve(counter)).ifPresent(bytes -> stats.put(null, 0, counter, bytes));
        }
        number(nic.resolve("speed"))
                .filter(NodeNetPollster::isSpeed)
                .filter(speed -> !text(nic.resolve("operstate")).equals(Optional.of("down")))
                .ifPresent(speed -> stats.put(null, 0, "speed", speed));
        return stats.build(turn.now());
    }

    /**
     * Returns whether the number is a valid link speed. Drivers report -1 if the speed is unknown. Older drivers report
     * -1 as an unsigned 16-bit or 32-bit number.
     */
    private static boolean isSpeed(Number speed) {
        return speed instanceof Long known && known > 0 && known != 0xFFFFL && known != 0xFFFF_FFFFL;
    }

    /**
     * Returns the number in a file. The result is empty if the file does not contain an unsigned 64-bit number, so an
     * unreadable file affects only the corresponding meter.
     */
    private static Optional<Number> number(Path file) {
        return text(file).flatMap(NodeNetPollster::whole);
    }

    private static Optional<Number> whole(String digits) {
        try {
            long bits = Long.parseUnsignedLong(digits);
            return Optional.of(bits >= 0 ? (Number) bits : new BigInteger(digits));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the text in a file, or an empty result if the file cannot be read. An interface that is down has no
     * speed, and an interface that has been removed has no files.
     */
    private static Optional<String> text(Path file) {
        try {
            return Optional.of(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
