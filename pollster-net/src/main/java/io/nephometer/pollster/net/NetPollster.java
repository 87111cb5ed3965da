package io.nephometer.pollster.net;

import static io.nephometer.hypervisor.MeterTable.cumulative;

import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import io.nephometer.hypervisor.Hypervisor;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.MeterTable;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Reads the statistics of the instances' network interfaces. Incoming traffic is the traffic that the guest receives.
 */
@Component(name = "io.nephometer.pollster.net")
public final class NetPollster implements Pollster {

    // spotless:off
    private static final MeterTable NIC = MeterTable.of(
        cumulative("network.incoming.bytes",          "B",       "rx.bytes"),
        cumulative("network.incoming.packets",        "packet",  "rx.pkts"),
        cumulative("network.incoming.packets.error",  "packet",  "rx.errs"),
        cumulative("network.incoming.packets.drop",   "packet",  "rx.drop"),
        cumulative("network.outgoing.bytes",          "B",       "tx.bytes"),
        cumulative("network.outgoing.packets",        "packet",  "tx.pkts"),
        cumulative("network.outgoing.packets.error",  "packet",  "tx.errs"),
        cumulative("network.outgoing.packets.drop",   "packet",  "tx.drop"));

    private static final Set<Meter> METERS = MeterTable.meters(List.of(NIC),
        Meter.rate ("network.incoming.bytes.rate",    "B/s",      "network.incoming.bytes"),
        Meter.rate ("network.incoming.packets.rate",  "packet/s", "network.incoming.packets"),
        Meter.delta("network.incoming.bytes.delta",   "B",        "network.incoming.bytes"),
        Meter.rate ("network.outgoing.bytes.rate",    "B/s",      "network.outgoing.bytes"),
        Meter.rate ("network.outgoing.packets.rate",  "packet/s", "network.outgoing.packets"),
        Meter.delta("network.outgoing.bytes.delta",   "B",        "network.outgoing.bytes"));
    // spotless:on

    private final Hypervisor hypervisor;

    @Activate
    public NetPollster(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    @Override
    public Set<Meter> meters() {
        return METERS;
    }

    @Override
    public List<Sample> poll(Turn turn) throws IOException {
        List<Sample> samples = new ArrayList<>();
        if (NIC.anyWanted(turn)) {
            hypervisor.read(Set.of(Group.INTERFACE), turn, (instance, stats) -> read(stats, instance, turn, samples));
        }
        return samples;
    }

    private static void read(Stats stats, Resource instance, Turn turn, Collection<Sample> samples) {
        for (Stats nic : stats.each("net")) {
            String tap = nic.text("name").orElse("");
            Map<String, Object> metadata = instance.devices().get(tap);
            if (metadata != null) {
                NIC.read(nic, MeterTable.device(instance, id(instance, tap, metadata), metadata, nic), turn, samples);
            }
        }
    }

    /**
     * Returns the resource ID of a network interface. As in Ceilometer, the ID is the name of the interface's filter if
     * Nova created the filter exclusively for this interface.
     */
    private static String id(Resource instance, String tap, Map<String, Object> metadata) {
        String name = String.valueOf(instance.metadata().get("name"));
        return metadata.get("fref") instanceof String filter && filter.equals(novasFilter(name, metadata))
                ? filter
                : name + "-" + instance.id() + "-" + tap;
    }

    private static String novasFilter(String name, Map<String, Object> metadata) {
        return metadata.get("mac") instanceof String mac ? "nova-instance-" + name + "-" + mac.replace(":", "") : null;
    }
}
