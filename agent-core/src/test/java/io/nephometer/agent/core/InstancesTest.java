package io.nephometer.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class InstancesTest {

    private final Instances instances = new Instances();
    private final Source source = Given.source("source", 10, "*");
    private final Resource a = Given.instance("a", "running");
    private final Resource b = Given.instance("b", "running");

    private void saw(Sample... samples) {
        instances.saw(new Tap.Tick(Map.of(source, List.of(samples)), Map.of(source, samples.length)));
    }

    private Instances.Row first() {
        return instances.rows(Given.at(0)).get(0);
    }

    @Test
    void whatIsNotPolledIsNotKnown() {
        saw(Given.sample("cpu_util", a, 12.5));
        Instances.Row row = first();
        assertThat(row.cpu()).hasValue(12.5);
        assertThat(List.of(row.vcpus(), row.memory(), row.read(), row.write(), row.in(), row.out()))
                .containsOnly(OptionalDouble.empty());
    }

    @Test
    void whatDoesNotComeAgainIsForgotten() {
        saw(Given.sample("cpu_util", a, 12.5));
        assertThat(instances.rows(Given.at(24))).hasSize(1);
        assertThat(instances.rows(Given.at(26))).isEmpty();
    }

    @Test
    void aStoppedInstanceStaysWithoutItsFormerFigures() {
        saw(Given.sample("cpu_util", a, 12.5));
        Resource stopped = Given.instance("a", "shutdown");
        saw(Sample.of(Meter.gauge("instance", "instance"), stopped, 1, Given.at(20)));
        Instances.Row row = instances.rows(Given.at(30)).get(0);
        assertThat(row.state()).isEqualTo("shutdown");
        assertThat(row.cpu()).isEmpty();
    }

    @Test
    void theBusiestIsFirstAndTheUnknownLast() {
        saw(Given.sample("instance", Given.instance("c", "shutdown"), 1));
        saw(Given.sample("cpu_util", a, 1.0), Given.sample("cpu_util", b, 99.0));
        assertThat(instances.rows(Given.at(0))).extracting(Instances.Row::name).containsExactly("b", "a", "c");
    }

    @Test
    void thePartsOfAnInstanceAreAddedUp() {
        saw(
                Given.sample("network.incoming.bytes.rate", a.part("a-tap0", Map.of()), 100),
                Given.sample("network.incoming.bytes.rate", a.part("a-tap1", Map.of()), 11.5));
        assertThat(first().in()).hasValue(111.5);
    }

    @Test
    void theWholeInstancesFigureIsPreferredToItsParts() {
        saw(
                Given.sample("disk.device.read.bytes.rate", a.part("a-vda", Map.of()), 1),
                Given.sample("disk.read.bytes.rate", a, 2),
                Given.sample("memory.resident", a, 3));
        assertThat(first().read()).hasValue(2);
        assertThat(first().memory()).as("usage is not told").hasValue(3);
    }

    @Test
    void theNumberOfProcessorsIsTakenFromWhereItIsTold() {
        saw(new Sample(Meter.cumulative("cpu", "ns"), a, 5L, Given.at(0), Map.of("cpu_number", 2)));
        assertThat(first().vcpus()).hasValue(2);
        saw(Given.sample("vcpus", a, 4));
        assertThat(first().vcpus()).hasValue(4);
    }
}
