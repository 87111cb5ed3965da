package io.nephometer.pollster.disk;

import static io.nephometer.testkit.Turns.everything;
import static io.nephometer.testkit.Turns.table;
import static io.nephometer.testkit.Turns.wanting;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Meter;
import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.testkit.FakeHypervisor;
import io.nephometer.testkit.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiskLatenciesTest {

    /**
     * A recording of a guest whose disk has two intervals and four bins in its XML, made with libvirt 12.8 and QEMU
     * 11.1.
     */
    private static final Recording HISTOGRAMS = Recording.read(Path.of("src/test/resources/histograms.stats"));

    private static final Resource U1 =
            new Resource("u1", Owner.UNKNOWN, Map.of(), Map.of("vda", Map.of("disk_name", "vda")), 1);
    private static final Set<String> METERS = DiskLatencies.TABLES.stream()
            .flatMap(rows -> rows.meters().stream())
            .map(Meter::name)
            .collect(toSet());

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final DiskPollster pollster = new DiskPollster(hypervisor);

    @Test
    void aDiskWithoutHistogramsHasNoParts() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS);
        assertThat(poll(METERS)).isEmpty();
    }

    @Test
    void aPartThatDoesNotSayWhichItIsYieldsNoSample() throws IOException {
        assertThat(poll("""
            block.0.name=vda
            block.0.latency_histogram.read.bin.0.value=6
            block.0.timed_group.0.rd_latency_min=61942
            """)).isEmpty();
    }

    @Test
    void aLatencyOfZeroSaysThatThereWasNoRequest() throws IOException {
        assertThat(poll("""
            block.0.name=vda
            block.0.timed_group.0.interval=1
            block.0.timed_group.0.rd_latency_min=0
            block.0.timed_group.0.rd_queue_depth_avg=0.000000
            """)).isEqualTo("disk.device.read.queue  gauge  request  u1-vda-1s  0.0\n");
    }

    @Test
    void samplesOfAPartHaveItsMetadataBesideTheDisks() throws IOException {
        hypervisor.running("u1", HISTOGRAMS);
        assertThat(poll(Set.of("disk.device.flush.latency.bin", "disk.device.read.queue")))
                .extracting(sample -> sample.resource().metadata())
                .containsExactly(
                        Map.of("disk_name", "vda", "bin_start", 0L),
                        Map.of("disk_name", "vda", "bin_start", 100_000L),
                        Map.of("disk_name", "vda", "bin_start", 1_000_000L),
                        Map.of("disk_name", "vda", "bin_start", 10_000_000L),
                        Map.of("disk_name", "vda", "interval", 1L),
                        Map.of("disk_name", "vda", "interval", 10L));
    }

    @Test
    void theyComeWithTheOneQuestionAboutDisks() throws IOException {
        poll(Set.of("disk.device.write.latency.bin", "disk.device.read.latency"));
        assertThat(hypervisor.questions()).containsExactly("stats [BLOCK]");
    }

    @Test
    void readsTheBinsAndIntervalsOfARealGuest() throws IOException {
        hypervisor.running("u1", HISTOGRAMS);
        assertThat(table(poll(METERS))).isEqualTo("""
            disk.device.read.latency.bin         cumulative  request  u1-vda-0ns         6
            disk.device.read.latency.bin         cumulative  request  u1-vda-100000ns    0
            disk.device.read.latency.bin         cumulative  request  u1-vda-1000000ns   4
            disk.device.read.latency.bin         cumulative  request  u1-vda-10000000ns  4
            disk.device.write.latency.bin        cumulative  request  u1-vda-0ns         0
            disk.device.write.latency.bin        cumulative  request  u1-vda-100000ns    8
            disk.device.write.latency.bin        cumulative  request  u1-vda-1000000ns   3
            disk.device.write.latency.bin        cumulative  request  u1-vda-10000000ns  2
            disk.device.flush.latency.bin        cumulative  request  u1-vda-0ns         0
            disk.device.flush.latency.bin        cumulative  request  u1-vda-100000ns    0
            disk.device.flush.latency.bin        cumulative  request  u1-vda-1000000ns   0
            disk.device.flush.latency.bin        cumulative  request  u1-vda-10000000ns  0
            disk.device.zone_append.latency.bin  cumulative  request  u1-vda-0ns         0
            disk.device.zone_append.latency.bin  cumulative  request  u1-vda-100000ns    0
            disk.device.zone_append.latency.bin  cumulative  request  u1-vda-1000000ns   0
            disk.device.zone_append.latency.bin  cumulative  request  u1-vda-10000000ns  0
            disk.device.read.latency.min         gauge       ns       u1-vda-1s          61942
            disk.device.read.latency.avg         gauge       ns       u1-vda-1s          61942
            disk.device.read.latency.max         gauge       ns       u1-vda-1s          61942
            disk.device.write.latency.min        gauge       ns       u1-vda-1s          448224
            disk.device.write.latency.avg        gauge       ns       u1-vda-1s          448224
            disk.device.write.latency.max        gauge       ns       u1-vda-1s          448224
            disk.device.read.queue               gauge       request  u1-vda-1s          7.4E-5
            disk.device.write.queue              gauge       request  u1-vda-1s          5.33E-4
            disk.device.zone_append.queue        gauge       request  u1-vda-1s          0.0
            disk.device.read.latency.min         gauge       ns       u1-vda-10s         19179
            disk.device.read.latency.avg         gauge       ns       u1-vda-10s         12611798
            disk.device.read.latency.max         gauge       ns       u1-vda-10s         102109787
            disk.device.write.latency.min        gauge       ns       u1-vda-10s         340043
            disk.device.write.latency.avg        gauge       ns       u1-vda-10s         17062657
            disk.device.write.latency.max        gauge       ns       u1-vda-10s         198946355
            disk.device.read.queue               gauge       request  u1-vda-10s         0.014504
            disk.device.write.queue              gauge       request  u1-vda-10s         0.018221
            disk.device.zone_append.queue        gauge       request  u1-vda-10s         0.0
            """);
    }

    private List<Sample> poll(Set<String> meters) throws IOException {
        return pollster.poll(wanting(meters, List.of(U1)));
    }

    private String poll(String stats) throws IOException {
        hypervisor.running("u1", Recording.of(stats));
        return table(pollster.poll(everything(pollster, U1)));
    }
}
