package io.nephometer.pollster.disk;

import static io.nephometer.testkit.Turns.declared;
import static io.nephometer.testkit.Turns.everything;
import static io.nephometer.testkit.Turns.table;
import static io.nephometer.testkit.Turns.wanting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.testkit.FakeHypervisor;
import io.nephometer.testkit.Recording;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiskPollsterTest {

    private static final Resource NO_FLAVOR = instance(Map.of("name", "instance-1"));
    private static final Resource U1 = instance(Map.of("name", "instance-1", "disk_gb", 20L, "ephemeral_gb", 10L));

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final DiskPollster pollster = new DiskPollster(hypervisor);

    @Test
    void aDiskHasAnIncarnationOfItsOwnAndSoHasTheTotal() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS).devicesIn(1000);
        assertThat(pollster.poll(everything(pollster, U1))).isNotEmpty().allSatisfy(sample -> assertThat(
                        sample.resource().incarnation())
                .as(sample.meter().name())
                .isEqualTo(isOfTheFlavor(sample) ? U1.incarnation() : 1000));
    }

    private static boolean isOfTheFlavor(Sample sample) {
        return sample.meter().name().endsWith(".size");
    }

    @Test
    void anUnreachableHypervisorFailsTheTurn() {
        hypervisor.failing("connection refused");
        assertThatThrownBy(() -> pollster.poll(everything(pollster, U1))).isInstanceOf(IOException.class);
    }

    @Test
    void aStoppedInstanceHasOnlyTheSizesOfItsFlavor() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS).shutOff("u1");
        assertThat(table(pollster.poll(everything(pollster, U1)))).isEqualTo("""
            disk.root.size       gauge  GiB  u1  20
            disk.ephemeral.size  gauge  GiB  u1  10
            disk.total.size      gauge  GiB  u1  30
            """);
    }

    @Test
    void withoutAFlavorThereAreNoSizes() throws IOException {
        assertThat(pollster.poll(everything(pollster, NO_FLAVOR))).isEmpty();
    }

    @Test
    void aFlavorWithOneSizeHasNoTotal() throws IOException {
        assertThat(table(pollster.poll(everything(pollster, instance(Map.of("disk_gb", 20L))))))
                .isEqualTo("disk.root.size  gauge  GiB  u1  20\n");
    }

    @Test
    void aDeviceThatDiscoveryDoesNotKnowYieldsNoSampleAlsoNotInSums() throws IOException {
        assertThat(poll("""
            block.0.name=hda
            block.0.rd.bytes=1000
            block.1.rd.bytes=100
            block.2.name=vda
            block.2.rd.bytes=10
            """)).isEqualTo("""
            disk.read.bytes         cumulative  B  u1      10  {device=[vda]}
            disk.device.read.bytes  cumulative  B  u1-vda  10
            """);
    }

    @Test
    void anInstanceWhoseOnlyDriveIsEmptyYieldsNoSample() throws IOException {
        assertThat(poll("block.0.name=hda\nblock.0.rd.bytes=0")).isEmpty();
    }

    @Test
    void aValueThatOneDiskLacksIsMissingForThatDiskOnly() throws IOException {
        assertThat(poll("""
            block.0.name=vda
            block.0.rd.bytes=10
            block.1.name=vdb
            block.1.wr.bytes=5
            """)).isEqualTo("""
            disk.read.bytes          cumulative  B  u1      10  {device=[vda]}
            disk.write.bytes         cumulative  B  u1      5   {device=[vdb]}
            disk.device.read.bytes   cumulative  B  u1-vda  10
            disk.device.write.bytes  cumulative  B  u1-vdb  5
            """);
    }

    @Test
    void theCapacityOfADeviceIsAtLeastWhatItTakesOnTheHost() throws IOException {
        assertThat(poll("""
            block.0.name=vda
            block.0.capacity=1
            block.0.physical=3
            block.1.name=vdb
            block.1.capacity=5
            """)).isEqualTo("""
            disk.capacity         gauge  B  u1      6  {device=[vda, vdb]}
            disk.device.capacity  gauge  B  u1-vda  3
            disk.device.capacity  gauge  B  u1-vdb  5
            """);
    }

    @Test
    void allocationAndUsageAreBlockInfosAndNotTheBulkCalls() throws IOException {
        assertThat(poll("""
            block.0.name=vda
            block.0.allocation=20
            block.0.physical=21
            block.0.blockinfo.allocation=2
            block.0.blockinfo.physical=3
            block.1.name=vdb
            block.1.allocation=50
            """)).isEqualTo("""
            disk.allocation         gauge  B  u1      2   {device=[vda]}
            disk.usage              gauge  B  u1      3   {device=[vda]}
            disk.device.capacity    gauge  B  u1-vda  21
            disk.device.allocation  gauge  B  u1-vda  2
            disk.device.usage       gauge  B  u1-vda  3
            """);
    }

    @Test
    void onlyKnownDisksWithAnErrorAreReported() throws IOException {
        assertThat(poll("""
            block.0.name=vda
            block.1.name=vdb
            diskerror.0.name=sdz
            diskerror.0.error=1
            diskerror.1.name=vdb
            diskerror.1.error=2
            """)).isEqualTo("disk.device.error  gauge    u1-vdb  2\n");
    }

    @Test
    void onlyADiskWithAThresholdHasOne() throws IOException {
        assertThat(poll("block.0.name=vda\nblock.0.threshold=8388608\nblock.1.name=vdb"))
                .isEqualTo("disk.device.threshold  gauge  B  u1-vda  8388608\n");
    }

    @Test
    void samplesOfADiskHaveItsMetadataBesideTheInstances() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS);
        List<Sample> samples =
                pollster.poll(wanting(Set.of("disk.read.bytes", "disk.device.read.bytes"), List.of(NO_FLAVOR)));
        assertThat(samples)
                .extracting(sample -> sample.resource().metadata())
                .containsExactly(
                        Map.of("name", "instance-1"),
                        Map.of("name", "instance-1", "disk_name", "vda"),
                        Map.of("name", "instance-1", "disk_name", "vdb"));
    }

    @Test
    void theHypervisorIsCalledOnceAndOnlyIfAWantedMeterNeedsIt() throws IOException {
        assertThat(questions("cpu")).isEmpty();
        assertThat(questions("disk.total.size", "disk.root.size")).isEmpty();
        assertThat(questions("disk.usage")).containsExactly("stats [BLOCK]");
        assertThat(questions("disk.device.error")).containsExactly("stats [DISKERROR]");
        assertThat(questions("disk.usage", "disk.device.error")).containsExactly("stats [BLOCK, DISKERROR]");
        assertThat(questions("disk.usage", "disk.device.usage", "disk.total.size"))
                .containsExactly("stats [BLOCK]");
    }

    @Test
    void readsTheDisksOfARealGuest() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS);
        assertThat(table(pollster.poll(everything(pollster, U1)))).isEqualTo("""
            disk.read.bytes             cumulative  B        u1      107008     {device=[vda, vdb]}
            disk.read.requests          cumulative  request  u1      27         {device=[vda, vdb]}
            disk.read.latency           cumulative  ns       u1      63111611   {device=[vda, vdb]}
            disk.write.bytes            cumulative  B        u1      106496     {device=[vda, vdb]}
            disk.write.requests         cumulative  request  u1      26         {device=[vda, vdb]}
            disk.write.latency          cumulative  ns       u1      148830609  {device=[vda, vdb]}
            disk.capacity               gauge       B        u1      33554432   {device=[vda, vdb]}
            disk.device.read.bytes      cumulative  B        u1-vda  53760
            disk.device.read.requests   cumulative  request  u1-vda  14
            disk.device.read.latency    cumulative  ns       u1-vda  34072026
            disk.device.write.bytes     cumulative  B        u1-vda  53248
            disk.device.write.requests  cumulative  request  u1-vda  13
            disk.device.write.latency   cumulative  ns       u1-vda  75429133
            disk.device.flush.requests  cumulative  request  u1-vda  0
            disk.device.flush.latency   cumulative  ns       u1-vda  0
            disk.device.capacity        gauge       B        u1-vda  16777216
            disk.device.read.bytes      cumulative  B        u1-vdb  53248
            disk.device.read.requests   cumulative  request  u1-vdb  13
            disk.device.read.latency    cumulative  ns       u1-vdb  29039585
            disk.device.write.bytes     cumulative  B        u1-vdb  53248
            disk.device.write.requests  cumulative  request  u1-vdb  13
            disk.device.write.latency   cumulative  ns       u1-vdb  73401476
            disk.device.flush.requests  cumulative  request  u1-vdb  0
            disk.device.flush.latency   cumulative  ns       u1-vdb  0
            disk.device.capacity        gauge       B        u1-vdb  16777216
            disk.root.size              gauge       GiB      u1      20
            disk.ephemeral.size         gauge       GiB      u1      10
            disk.total.size             gauge       GiB      u1      30
            """);
    }

    @Test
    void declaresItsMeters() {
        assertThat(declared(pollster)).isEqualTo("""
            disk.allocation                      gauge       B
            disk.capacity                        gauge       B
            disk.device.allocation               gauge       B
            disk.device.capacity                 gauge       B
            disk.device.error                    gauge
            disk.device.flush.latency            cumulative  ns
            disk.device.flush.latency.avg        gauge       ns
            disk.device.flush.latency.bin        cumulative  request
            disk.device.flush.latency.max        gauge       ns
            disk.device.flush.latency.min        gauge       ns
            disk.device.flush.requests           cumulative  request
            disk.device.iops                     gauge       count/s    Rate[counters=[disk.device.read.requests, disk.device.write.requests]]
            disk.device.latency                  gauge       ms         Quotient[dividends=[disk.device.read.latency, disk.device.write.latency], divisors=[disk.device.read.requests, disk.device.write.requests], scale=1.0E-6]
            disk.device.read.bytes               cumulative  B
            disk.device.read.bytes.rate          gauge       B/s        Rate[counters=[disk.device.read.bytes]]
            disk.device.read.latency             cumulative  ns
            disk.device.read.latency.avg         gauge       ns
            disk.device.read.latency.bin         cumulative  request
            disk.device.read.latency.max         gauge       ns
            disk.device.read.latency.min         gauge       ns
            disk.device.read.queue               gauge       request
            disk.device.read.requests            cumulative  request
            disk.device.read.requests.rate       gauge       request/s  Rate[counters=[disk.device.read.requests]]
            disk.device.threshold                gauge       B
            disk.device.usage                    gauge       B
            disk.device.write.bytes              cumulative  B
            disk.device.write.bytes.rate         gauge       B/s        Rate[counters=[disk.device.write.bytes]]
            disk.device.write.latency            cumulative  ns
            disk.device.write.latency.avg        gauge       ns
            disk.device.write.latency.bin        cumulative  request
            disk.device.write.latency.max        gauge       ns
            disk.device.write.latency.min        gauge       ns
            disk.device.write.queue              gauge       request
            disk.device.write.requests           cumulative  request
            disk.device.write.requests.rate      gauge       request/s  Rate[counters=[disk.device.write.requests]]
            disk.device.zone_append.latency.avg  gauge       ns
            disk.device.zone_append.latency.bin  cumulative  request
            disk.device.zone_append.latency.max  gauge       ns
            disk.device.zone_append.latency.min  gauge       ns
            disk.device.zone_append.queue        gauge       request
            disk.ephemeral.size                  gauge       GiB
            disk.iops                            gauge       count/s    Rate[counters=[disk.read.requests, disk.write.requests]]
            disk.latency                         gauge       ms         Quotient[dividends=[disk.read.latency, disk.write.latency], divisors=[disk.read.requests, disk.write.requests], scale=1.0E-6]
            disk.read.bytes                      cumulative  B
            disk.read.bytes.rate                 gauge       B/s        Rate[counters=[disk.read.bytes]]
            disk.read.latency                    cumulative  ns
            disk.read.requests                   cumulative  request
            disk.read.requests.rate              gauge       request/s  Rate[counters=[disk.read.requests]]
            disk.root.size                       gauge       GiB
            disk.total.size                      gauge       GiB
            disk.usage                           gauge       B
            disk.write.bytes                     cumulative  B
            disk.write.bytes.rate                gauge       B/s        Rate[counters=[disk.write.bytes]]
            disk.write.latency                   cumulative  ns
            disk.write.requests                  cumulative  request
            disk.write.requests.rate             gauge       request/s  Rate[counters=[disk.write.requests]]
            """);
    }

    private static Resource instance(Map<String, Object> metadata) {
        Map<String, Map<String, Object>> devices =
                Map.of("vda", Map.of("disk_name", "vda"), "vdb", Map.of("disk_name", "vdb"));
        return new Resource("u1", Owner.UNKNOWN, metadata, devices, 1);
    }

    private String poll(String stats) throws IOException {
        hypervisor.running("u1", Recording.of(stats));
        return table(pollster.poll(everything(pollster, NO_FLAVOR)));
    }

    private List<String> questions(String... meters) throws IOException {
        pollster.poll(wanting(Set.of(meters), List.of(U1)));
        return hypervisor.questions();
    }
}
