package io.nephometer.pollster.memory;

import static io.nephometer.testkit.Turns.declared;
import static io.nephometer.testkit.Turns.everything;
import static io.nephometer.testkit.Turns.table;
import static io.nephometer.testkit.Turns.wanting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Resource;
import io.nephometer.testkit.FakeHypervisor;
import io.nephometer.testkit.Recording;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryPollsterTest {

    private static final Resource U1 = Resource.of("u1", Map.of());

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final MemoryPollster pollster = new MemoryPollster(hypervisor);

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
    void withoutStatisticsThereIsNoSample() throws IOException {
        assertThat(poll("")).isEmpty();
    }

    @Test
    void useIsNotKnownWithoutWhatIsAvailableOrWhatIsFree() throws IOException {
        assertThat(poll("balloon.usable=512")).doesNotContain("memory.usage");
        assertThat(poll("balloon.available=1024")).doesNotContain("memory.usage");
    }

    @Test
    void useIsNotKnownWhereMoreIsFreeThanThereIs() throws IOException {
        assertThat(poll("balloon.available=100000\nballoon.usable=200000")).doesNotContain("memory.usage");
        assertThat(poll("balloon.available=100000\nballoon.unused=100001")).doesNotContain("memory.usage");
        assertThat(poll("balloon.available=102400\nballoon.usable=102400"))
                .contains("memory.usage      gauge  MiB  u1  0\n");
    }

    @Test
    void aGuestThatNeverReportedValuesHasNoAge() throws IOException {
        assertThat(poll("balloon.last-update=0")).isEmpty();
    }

    @Test
    void ageIsNotNegativeWhereTheClocksSecondTurnedBetween() throws IOException {
        long read = FakeHypervisor.READ.wall().getEpochSecond();
        assertThat(poll("balloon.last-update=" + (read - 7))).isEqualTo("memory.stats.age  gauge  s  u1  7\n");
        assertThat(poll("balloon.last-update=" + (read + 1))).isEqualTo("memory.stats.age  gauge  s  u1  0\n");
    }

    @Test
    void whatIsUsableCountsAsFreeAndNotWhatIsUnused() throws IOException {
        assertThat(poll("balloon.available=76800\nballoon.usable=51200\nballoon.unused=25600"))
                .contains("memory.usage      gauge  MiB  u1  25\n");
    }

    @Test
    void whereNothingIsUnusedAllIsUsed() throws IOException {
        assertThat(poll("balloon.available=51200\nballoon.unused=0"))
                .contains("memory.usage      gauge  MiB  u1  50\n");
    }

    @Test
    void wholeMebibytesStayWholeAndOthersKeepTheirFraction() throws IOException {
        assertThat(poll("""
            balloon.current=54400
            balloon.maximum=18446744073709551615
            balloon.swap_in=5120
            balloon.swap_out=8192
            balloon.major_fault=3
            balloon.minor_fault=4
            balloon.unused=25600
            balloon.available=51200
            balloon.disk_caches=1
            balloon.rss=30000
            """)).isEqualTo("""
            memory              gauge       MiB    u1  53.125
            memory.maximum      gauge       MiB    u1  1.8014398509481984E16
            memory.resident     gauge       MiB    u1  29.296875
            memory.usage        gauge       MiB    u1  25
            memory.available    gauge       MiB    u1  50
            memory.unused       gauge       MiB    u1  25
            memory.disk_caches  gauge       MiB    u1  9.765625E-4
            memory.swap.in      cumulative  MiB    u1  5
            memory.swap.out     cumulative  MiB    u1  8
            memory.fault.major  cumulative  count  u1  3
            memory.fault.minor  cumulative  count  u1  4
            """);
    }

    @Test
    void bandwidthIsReadFromThePerformanceCounters() throws IOException {
        assertThat(poll("perf.mbmt=123\nperf.mbml=45")).isEqualTo("""
            memory.bandwidth.total  gauge  B/s  u1  123
            memory.bandwidth.local  gauge  B/s  u1  45
            """);
    }

    @Test
    void aDirtyRateIsThereOnlyWhereSomebodyHadItCalculated() throws IOException {
        assertThat(poll("dirtyrate.calc_status=0\ndirtyrate.calc_period=0")).isEmpty();
        assertThat(poll("dirtyrate.calc_status=2\ndirtyrate.megabytes_per_second=5"))
                .isEqualTo("memory.dirty.rate  gauge  MiB/s  u1  5\n");
    }

    @Test
    void onlyGroupsOfWantedMetersAreReadAndAllInOneCall() throws IOException {
        assertThat(questions("cpu")).isEmpty();
        assertThat(questions("memory", "memory.usage")).containsExactly("stats [BALLOON]");
        assertThat(questions("memory.bandwidth.local")).containsExactly("stats [PERF]");
        assertThat(questions("memory.dirty.rate")).containsExactly("stats [DIRTYRATE]");
        assertThat(questions("memory", "memory.bandwidth.total")).containsExactly("stats [BALLOON, PERF]");
    }

    @Test
    void readsWhatARealGuestUses() throws IOException {
        hypervisor.running("u1", Recording.TWO_DISKS);
        assertThat(table(pollster.poll(everything(pollster, U1)))).isEqualTo("""
            memory           gauge  MiB  u1  2
            memory.maximum   gauge  MiB  u1  2
            memory.resident  gauge  MiB  u1  43.5390625
            """);
    }

    /** The statistics that libvirt reports for a guest with {@code <memballoon model='none'/>}. */
    @Test
    void withoutABalloonMemoryIsThatOfTheDomain() throws IOException {
        assertThat(poll("balloon.current=4096\nballoon.maximum=4096\nballoon.rss=44624"))
                .isEqualTo("""
            memory           gauge  MiB  u1  4
            memory.maximum   gauge  MiB  u1  4
            memory.resident  gauge  MiB  u1  43.578125
            """);
    }

    @Test
    void declaresItsMeters() {
        assertThat(declared(pollster)).isEqualTo("""
            memory                  gauge       MiB
            memory.available        gauge       MiB
            memory.bandwidth.local  gauge       B/s
            memory.bandwidth.total  gauge       B/s
            memory.dirty.rate       gauge       MiB/s
            memory.disk_caches      gauge       MiB
            memory.fault.major      cumulative  count
            memory.fault.minor      cumulative  count
            memory.maximum          gauge       MiB
            memory.resident         gauge       MiB
            memory.stats.age        gauge       s
            memory.swap.in          cumulative  MiB
            memory.swap.out         cumulative  MiB
            memory.unused           gauge       MiB
            memory.usable           gauge       MiB
            memory.usage            gauge       MiB
            """);
    }

    private String poll(String stats) throws IOException {
        hypervisor.running("u1", Recording.of(stats));
        return table(pollster.poll(everything(pollster, U1)));
    }

    private List<String> questions(String... meters) throws IOException {
        pollster.poll(wanting(Set.of(meters), List.of(U1)));
        return hypervisor.questions();
    }
}
