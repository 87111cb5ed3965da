package io.nephometer.pollster.net;

import static io.nephometer.testkit.Turns.declared;
import static io.nephometer.testkit.Turns.everything;
import static io.nephometer.testkit.Turns.table;
import static io.nephometer.testkit.Turns.wanting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.testkit.FakeHypervisor;
import io.nephometer.testkit.Recording;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetPollsterTest {

    private static final Resource U1 = instance(
            "instance-1",
            Map.of(
                    "tap00001a", Map.of("vnic_name", "tap00001a", "mac", "fa:16:3e:00:00:01"),
                    "tap00001b", filtered("nova-instance-instance-1-fa163e000002"),
                    "tap00001c", filtered("clean-traffic")));

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final NetPollster pollster = new NetPollster(hypervisor);

    @Test
    void anUnreachableHypervisorFailsTheTurn() {
        hypervisor.failing("connection refused");
        assertThatThrownBy(() -> pollster.poll(everything(pollster, U1))).isInstanceOf(IOException.class);
    }

    @Test
    void aStoppedInstanceYieldsNoSample() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS).shutOff("u1");
        assertThat(pollster.poll(everything(pollster, U1))).isEmpty();
    }

    @Test
    void anInterfaceWithoutANameOrThatDiscoveryDoesNotKnowYieldsNoSample() throws IOException {
        assertThat(poll("net.0.rx.bytes=1\nnet.1.name=tap00009z\nnet.1.rx.bytes=2"))
                .isEmpty();
    }

    @Test
    void aMissingValueYieldsNoSample() throws IOException {
        assertThat(poll("net.0.name=tap00001a\nnet.0.tx.bytes=0"))
                .isEqualTo("network.outgoing.bytes  cumulative  B  instance-1-u1-tap00001a  0\n");
    }

    @Test
    void eachCounterIsItsOwnMeter() throws IOException {
        assertThat(poll("""
            net.count=1
            net.0.name=tap00001a
            net.0.rx.bytes=1
            net.0.rx.pkts=2
            net.0.rx.errs=21
            net.0.rx.drop=22
            net.0.tx.bytes=3
            net.0.tx.pkts=4
            net.0.tx.errs=23
            net.0.tx.drop=24
            """)).isEqualTo("""
            network.incoming.bytes          cumulative  B       instance-1-u1-tap00001a  1
            network.incoming.packets        cumulative  packet  instance-1-u1-tap00001a  2
            network.incoming.packets.error  cumulative  packet  instance-1-u1-tap00001a  21
            network.incoming.packets.drop   cumulative  packet  instance-1-u1-tap00001a  22
            network.outgoing.bytes          cumulative  B       instance-1-u1-tap00001a  3
            network.outgoing.packets        cumulative  packet  instance-1-u1-tap00001a  4
            network.outgoing.packets.error  cumulative  packet  instance-1-u1-tap00001a  23
            network.outgoing.packets.drop   cumulative  packet  instance-1-u1-tap00001a  24
            """);
    }

    @Test
    void aFilterThatInterfacesShareNamesNoneOfThem() throws IOException {
        assertThat(poll("net.0.name=tap00001c\nnet.0.rx.bytes=5"))
                .isEqualTo("network.incoming.bytes  cumulative  B  instance-1-u1-tap00001c  5\n");
    }

    @Test
    void anInterfaceWithAFilterOfItsOwnIsKnownByTheFiltersName() throws IOException {
        assertThat(poll("net.0.name=tap00001b\nnet.0.rx.bytes=5"))
                .isEqualTo("network.incoming.bytes  cumulative  B  nova-instance-instance-1-fa163e000002  5\n");
    }

    @Test
    void aFilterThatIsNotOfThisVeryInterfaceNamesNothingWhateverItsNameContains() throws IOException {
        assertThat(idWithFilter("clean", "clean-traffic")).isEqualTo("clean-u1-tap00001b");
        assertThat(idWithFilter("1", "nova-instance-1")).isEqualTo("1-u1-tap00001b");
        assertThat(idWithFilter("1", "nova-instance-11-fa163e000002")).isEqualTo("1-u1-tap00001b");
        assertThat(idWithFilter("1", "nova-instance-1-fa163e000003")).isEqualTo("1-u1-tap00001b");
        assertThat(idWithFilter("1", "nova-instance-1-fa163e000002")).isEqualTo("nova-instance-1-fa163e000002");
    }

    @Test
    void aFilterOfAnInterfaceWithoutAnAddressNamesNothing() throws IOException {
        assertThat(id(instance("1", Map.of("tap00001b", Map.of("fref", "nova-instance-1-")))))
                .isEqualTo("1-u1-tap00001b");
    }

    @Test
    void samplesOfAnInterfaceHaveItsMetadataBesideTheInstances() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS);
        assertThat(pollster.poll(wanting(Set.of("network.incoming.bytes"), List.of(U1))))
                .singleElement()
                .satisfies(sample -> assertThat(sample.resource().metadata())
                        .isEqualTo(Map.of("name", "instance-1", "vnic_name", "tap00001a", "mac", "fa:16:3e:00:00:01")));
    }

    @Test
    void theHypervisorIsCalledOnceAndOnlyIfAMeterIsWanted() throws IOException {
        pollster.poll(wanting(Set.of("cpu"), List.of(U1)));
        assertThat(hypervisor.questions()).isEmpty();
        pollster.poll(everything(pollster, U1));
        assertThat(hypervisor.questions()).containsExactly("stats [INTERFACE]");
    }

    @Test
    void readsTheInterfacesOfARealGuest() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS);
        assertThat(table(pollster.poll(everything(pollster, U1)))).isEqualTo("""
            network.incoming.bytes          cumulative  B       instance-1-u1-tap00001a  2400
            network.incoming.packets        cumulative  packet  instance-1-u1-tap00001a  40
            network.incoming.packets.error  cumulative  packet  instance-1-u1-tap00001a  0
            network.incoming.packets.drop   cumulative  packet  instance-1-u1-tap00001a  0
            network.outgoing.bytes          cumulative  B       instance-1-u1-tap00001a  2400
            network.outgoing.packets        cumulative  packet  instance-1-u1-tap00001a  40
            network.outgoing.packets.error  cumulative  packet  instance-1-u1-tap00001a  0
            network.outgoing.packets.drop   cumulative  packet  instance-1-u1-tap00001a  0
            """);
    }

    @Test
    void declaresItsMeters() {
        assertThat(declared(pollster)).isEqualTo("""
            network.incoming.bytes          cumulative  B
            network.incoming.bytes.delta    delta       B         Delta[counter=network.incoming.bytes]
            network.incoming.bytes.rate     gauge       B/s       Rate[counters=[network.incoming.bytes]]
            network.incoming.packets        cumulative  packet
            network.incoming.packets.drop   cumulative  packet
            network.incoming.packets.error  cumulative  packet
            network.incoming.packets.rate   gauge       packet/s  Rate[counters=[network.incoming.packets]]
            network.outgoing.bytes          cumulative  B
            network.outgoing.bytes.delta    delta       B         Delta[counter=network.outgoing.bytes]
            network.outgoing.bytes.rate     gauge       B/s       Rate[counters=[network.outgoing.bytes]]
            network.outgoing.packets        cumulative  packet
            network.outgoing.packets.drop   cumulative  packet
            network.outgoing.packets.error  cumulative  packet
            network.outgoing.packets.rate   gauge       packet/s  Rate[counters=[network.outgoing.packets]]
            """);
    }

    @Test
    void anInterfaceHasAnIncarnationOfItsOwn() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS).devicesIn(1000);
        assertThat(pollster.poll(everything(pollster, U1))).isNotEmpty().allSatisfy(sample -> assertThat(
                        sample.resource().incarnation())
                .isEqualTo(1000));
    }

    private String poll(String stats) throws IOException {
        hypervisor.running("u1", Recording.of(stats));
        return table(pollster.poll(everything(pollster, U1)));
    }

    private static Resource instance(String name, Map<String, Map<String, Object>> interfaces) {
        return new Resource("u1", Owner.UNKNOWN, Map.of("name", name), interfaces, 1);
    }

    private static Map<String, Object> filtered(String filter) {
        return Map.of("mac", "fa:16:3e:00:00:02", "fref", filter);
    }

    private String idWithFilter(String name, String filter) throws IOException {
        return id(instance(name, Map.of("tap00001b", filtered(filter))));
    }

    private String id(Resource instance) throws IOException {
        hypervisor.running("u1", Recording.of("net.0.name=tap00001b\nnet.0.rx.bytes=5"));
        return pollster.poll(wanting(Set.of("network.incoming.bytes"), List.of(instance)))
                .get(0)
                .resource()
                .id();
    }
}
