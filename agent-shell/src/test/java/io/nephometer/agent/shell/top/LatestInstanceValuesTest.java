package io.nephometer.agent.shell.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.view.Source;
import io.nephometer.agent.core.view.Tap;
import io.nephometer.api.Meter;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LatestInstanceValuesTest {

    private final LatestInstanceValues instances = new LatestInstanceValues();
    private final Source source = Fixtures.source("source", 10, "*");
    private final Resource a = Fixtures.instance("a", "running");
    private final Resource b = Fixtures.instance("b", "running");

    private void record(Sample... samples) {
        instances.record(new Tap.TappedTick(Map.of(source, List.of(samples)), Map.of(source, samples.length)));
    }

    private LatestInstanceValues.Row first() {
        return instances.rows(Fixtures.at(0)).get(0);
    }

    @Test
    void whatIsNotPolledIsNotKnown() {
        record(Fixtures.sample("cpu_util", a, 12.5));
        LatestInstanceValues.Row row = first();
        assertThat(row.cpuPercent()).hasValue(12.5);
        assertThat(List.of(
                        row.vcpus(),
                        row.memoryMib(),
                        row.readBytesPerSecond(),
                        row.writeBytesPerSecond(),
                        row.inBytesPerSecond(),
                        row.outBytesPerSecond()))
                .containsOnly(OptionalDouble.empty());
    }

    @Test
    void whatDoesNotComeAgainIsForgotten() {
        record(Fixtures.sample("cpu_util", a, 12.5));
        assertThat(instances.rows(Fixtures.at(24))).hasSize(1);
        assertThat(instances.rows(Fixtures.at(26))).isEmpty();
    }

    @Test
    void aStoppedInstanceStaysWithoutItsFormerFigures() {
        record(Fixtures.sample("cpu_util", a, 12.5));
        Resource stopped = Fixtures.instance("a", "shutdown");
        record(Sample.of(Meter.gauge("instance", "instance"), stopped, 1, Fixtures.at(20)));
        LatestInstanceValues.Row row = instances.rows(Fixtures.at(30)).get(0);
        assertThat(row.state()).hasValue("shutdown");
        assertThat(row.cpuPercent()).isEmpty();
    }

    @Test
    void theBusiestIsFirstAndTheUnknownLast() {
        record(Fixtures.sample("instance", Fixtures.instance("c", "shutdown"), 1));
        record(Fixtures.sample("cpu_util", a, 1.0), Fixtures.sample("cpu_util", b, 99.0));
        assertThat(instances.rows(Fixtures.at(0)))
                .extracting(LatestInstanceValues.Row::name)
                .containsExactly("b", "a", "c");
    }

    @Test
    void thePartsOfAnInstanceAreAddedUp() {
        record(
                Fixtures.sample("network.incoming.bytes.rate", a.part("a-tap0", Map.of()), 100),
                Fixtures.sample("network.incoming.bytes.rate", a.part("a-tap1", Map.of()), 11.5));
        assertThat(first().inBytesPerSecond()).hasValue(111.5);
    }

    @Test
    void theWholeInstancesFigureIsPreferredToItsParts() {
        record(
                Fixtures.sample("disk.device.read.bytes.rate", a.part("a-vda", Map.of()), 1),
                Fixtures.sample("disk.read.bytes.rate", a, 2),
                Fixtures.sample("memory.resident", a, 3));
        assertThat(first().readBytesPerSecond()).hasValue(2);
        assertThat(first().memoryMib()).as("usage is not reported").hasValue(3);
    }

    @Test
    void theNumberOfProcessorsIsTakenFromWhereItIsTold() {
        record(new Sample(Meter.cumulative("cpu", "ns"), a, 5L, Fixtures.at(0), Map.of("cpu_number", 2)));
        assertThat(first().vcpus()).hasValue(2);
        record(Fixtures.sample("vcpus", a, 4));
        assertThat(first().vcpus()).hasValue(4);
    }
}
