package io.nephometer.agent.core.polling;

import static io.nephometer.agent.core.polling.PollingFixtures.at;
import static io.nephometer.agent.core.polling.PollingFixtures.resource;
import static io.nephometer.agent.core.polling.PollingFixtures.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Meter;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DerivationTest {

    private static final Meter CPU = Meter.cumulative("cpu", "ns");
    private static final Meter UTIL = Meter.utilisation("cpu_util", "cpu", "cpu_number");
    private static final Meter READ = Meter.cumulative("rd", "request");
    private static final Meter WRITE = Meter.cumulative("wr", "request");
    private static final Meter READ_RATE = Meter.rate("rd.rate", "request/s", "rd");
    private static final Meter IOPS = Meter.rate("iops", "count/s", "rd", "wr");
    private static final Meter READ_DELTA = Meter.delta("rd.delta", "request", "rd");
    private static final Meter TIME = Meter.cumulative("time", "ns");
    private static final Meter LATENCY = Meter.quotient("latency", "ms", List.of("time"), List.of("rd", "wr"), 1e-6);
    private static final Resource R = resource("r", 1);

    private final Derivation derivation = new Derivation();

    private List<Number> volumes(List<Meter> derived, Sample... read) {
        return derivation.derive(derived, List.of(read)).stream()
                .map(Sample::volume)
                .toList();
    }

    private static Sample cpu(long nanos, double seconds, long vcpus) {
        return new Sample(CPU, R, nanos, at(seconds), vcpus == 0 ? Map.of() : Map.of("cpu_number", vcpus));
    }

    @Test
    void theFirstReadingGivesNothing() {
        assertThat(volumes(List.of(READ_RATE, READ_DELTA), sample(READ, R, 100L, 0)))
                .isEmpty();
    }

    @Test
    void aCounterThatFellGivesNothingAndCountsFromThere() {
        volumes(List.of(READ_RATE), sample(READ, R, 100L, 0));
        assertThat(volumes(List.of(READ_RATE), sample(READ, R, 40L, 10))).isEmpty();
        assertThat(volumes(List.of(READ_RATE), sample(READ, R, 60L, 20))).containsExactly(2.0);
    }

    @Test
    void whatCannotBeWrittenAsANumberGivesNothing() {
        BigInteger huge = BigInteger.TWO.pow(4000);
        volumes(List.of(READ_RATE, IOPS), sample(READ, R, 0L, 0), sample(WRITE, R, 0L, 0));
        assertThat(volumes(List.of(READ_RATE, IOPS), sample(READ, R, huge, 10), sample(WRITE, R, 1L, 10)))
                .isEmpty();
        assertThat(volumes(List.of(READ_RATE), sample(READ, R, huge.add(BigInteger.TEN), 20)))
                .containsExactly(1.0);
    }

    @Test
    void anotherIncarnationGivesNothingEvenWhereTheCounterGrew() {
        volumes(List.of(READ_DELTA), sample(READ, R, 100L, 0));
        assertThat(volumes(List.of(READ_DELTA), sample(READ, resource("r", 2), 500L, 10)))
                .isEmpty();
    }

    @Test
    void aDiskThatBecomesKnownBringsItsHistoryIntoATotalButNotIntoItsRate() {
        volumes(List.of(READ_RATE, READ_DELTA), total(READ, 60_000_000, 0, "vda"));
        assertThat(volumes(List.of(READ_RATE, READ_DELTA), total(READ, 60_120_000_000L, 60, "vda", "vdb")))
                .isEmpty();
        assertThat(volumes(List.of(READ_RATE, READ_DELTA), total(READ, 60_180_000_000L, 120, "vda", "vdb")))
                .containsExactly(1e6, 60_000_000L);
    }

    @Test
    void aDiskWhoseStatisticsMissATurnComesBackWithoutAJump() {
        volumes(List.of(READ_RATE), total(READ, 1010, 0, "vda", "vdb"));
        assertThat(volumes(List.of(READ_RATE), total(READ, 1020, 10, "vda"))).isEmpty();
        assertThat(volumes(List.of(READ_RATE), total(READ, 2030, 20, "vda", "vdb")))
                .isEmpty();
        assertThat(volumes(List.of(READ_RATE), total(READ, 2040, 30, "vdb", "vda")))
                .containsExactly(1.0);
    }

    @Test
    void totalsOverDifferentDisksAreNotDerivedFromTogether() {
        volumes(List.of(IOPS), total(READ, 0, 0, "vda", "vdb"), total(WRITE, 0, 0, "vda"));
        assertThat(volumes(List.of(IOPS), total(READ, 10, 10, "vda", "vdb"), total(WRITE, 10, 10, "vda")))
                .isEmpty();
    }

    private static Sample total(Meter meter, long volume, double seconds, String... disks) {
        return new Sample(meter, R, volume, at(seconds), Map.of("device", List.of(disks)));
    }

    @Test
    void noTimeInBetweenGivesNothing() {
        volumes(List.of(READ_RATE), sample(READ, R, 100L, 5));
        assertThat(volumes(List.of(READ_RATE), sample(READ, R, 100L, 5))).isEmpty();
    }

    @Test
    void aRateIsTheGrowthASecondOnTheMonotonicClock() {
        volumes(List.of(READ_RATE), sample(READ, R, 100L, 0));
        assertThat(volumes(List.of(READ_RATE), sample(READ, R, 125L, 10))).containsExactly(2.5);
    }

    @Test
    void aRateOfASumNeedsAllItsCounters() {
        volumes(List.of(IOPS), sample(READ, R, 0L, 0), sample(WRITE, R, 0L, 0));
        assertThat(volumes(List.of(IOPS), sample(READ, R, 10L, 10))).isEmpty();
        assertThat(volumes(List.of(IOPS), sample(READ, R, 30L, 20), sample(WRITE, R, 20L, 20)))
                .containsExactly(3.0); // 20 reads in 10 s and 20 writes in 20 s
    }

    @Test
    void aDeltaStaysAWholeNumberOfAnySize() {
        BigInteger big = new BigInteger("18446744073709551000");
        volumes(List.of(READ_DELTA), sample(READ, R, big, 0));
        assertThat(volumes(List.of(READ_DELTA), sample(READ, R, big.add(BigInteger.TEN), 10)))
                .containsExactly(BigInteger.TEN);
        volumes(List.of(READ_DELTA), sample(READ, R, 5L, 20));
        assertThat(volumes(List.of(READ_DELTA), sample(READ, R, 12L, 30))).containsExactly(7L);
    }

    @Test
    void aQuotientWithoutAStepToDivideByIsNothing() {
        volumes(List.of(LATENCY), waited(0, 0, 5, 5));
        assertThat(volumes(List.of(LATENCY), waited(10, 0, 5, 5))).isEmpty();
    }

    @Test
    void aQuotientOverACounterThatFellIsNothing() {
        volumes(List.of(LATENCY), waited(0, 0, 5, 5));
        assertThat(volumes(List.of(LATENCY), waited(10, 8_000_000, 9, 4))).isEmpty();
        assertThat(volumes(List.of(LATENCY), waited(20, 16_000_000, 9, 6))).containsExactly(4.0);
    }

    @Test
    void aQuotientOfGrowthsOverDifferentTimesIsNothing() {
        volumes(List.of(LATENCY), waited(0, 0, 0, 0));
        volumes(List.of(LATENCY), sample(READ, R, 2L, 10), sample(WRITE, R, 2L, 10));
        assertThat(volumes(List.of(LATENCY), waited(20, 16_000_000, 4, 4))).isEmpty();
        assertThat(volumes(List.of(LATENCY), waited(30, 18_000_000, 5, 5))).containsExactly(1.0);
    }

    @Test
    void aQuotientIsWhatEachStepTookWhateverTheTimeBetween() {
        volumes(List.of(LATENCY), waited(0, 0, 5, 5));
        assertThat(volumes(List.of(LATENCY), waited(10, 6_000_000, 7, 6))).containsExactly(2.0);
        assertThat(volumes(List.of(LATENCY), waited(70, 7_000_000, 8, 7))).containsExactly(0.5);
    }

    private static Sample[] waited(double seconds, long nanos, long reads, long writes) {
        return new Sample[] {
            sample(TIME, R, nanos, seconds), sample(READ, R, reads, seconds), sample(WRITE, R, writes, seconds)
        };
    }

    @Test
    void aUtilisationIsAShareOfAllUnitsAndAtMostAHundred() {
        volumes(List.of(UTIL), cpu(0, 0, 2));
        assertThat(volumes(List.of(UTIL), cpu(5_000_000_000L, 10, 2))).containsExactly(25.0);
        assertThat(volumes(List.of(UTIL), cpu(45_000_000_000L, 20, 2))).containsExactly(100.0);
        assertThat(volumes(List.of(UTIL), cpu(46_000_000_000L, 30, 0))).isEmpty();
    }

    @Test
    void carriesTheNewerReadingsMomentAndMetadata() {
        volumes(List.of(UTIL), cpu(0, 0, 2));
        Sample derived =
                derivation.derive(List.of(UTIL), List.of(cpu(1, 10, 4))).get(0);
        assertThat(derived.read()).isEqualTo(at(10));
        assertThat(derived.metadata()).isEqualTo(Map.of("cpu_number", 4L));
    }

    @Test
    void bridgesTurnsWithoutAReadingButNotForEver() {
        volumes(List.of(READ_RATE), sample(READ, R, 0L, 0));
        volumes(List.of(READ_RATE));
        assertThat(volumes(List.of(READ_RATE), sample(READ, R, 40L, 20))).containsExactly(2.0);
        for (int turn = 0; turn < 25; turn++) {
            volumes(List.of(READ_RATE));
        }
        assertThat(volumes(List.of(READ_RATE), sample(READ, R, 80L, 300))).isEmpty();
    }
}
