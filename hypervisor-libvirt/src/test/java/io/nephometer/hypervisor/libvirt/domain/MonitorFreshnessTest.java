package io.nephometer.hypervisor.libvirt.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MonitorFreshnessTest {

    private static final Set<Group> BLOCK = Set.of(Group.BLOCK);
    private static final Set<Group> BALLOON = Set.of(Group.BALLOON);

    private final MonitorFreshness freshness = new MonitorFreshness();

    @Test
    void aReadingWithoutTheValuesOfABusyMonitorIsNotComplete() {
        freshness.note("u", 1, BLOCK, disk("name", "vda", 0));
        freshness.note("u", 1, BALLOON, stats("balloon.current", 1L, 0));
        freshness.note("u", 1, Set.of(Group.CPU), stats("cpu.time", 1L, 0));
        assertThat(freshness.age("u", 1, at(1))).isEmpty();
    }

    @Test
    void aRestartedInstanceHasNoAge() {
        freshness.note("u", 1, BLOCK, disk("rd.reqs", 1L, 0));
        assertThat(freshness.age("u", 2, at(1))).isEmpty();
        assertThat(freshness.age("u", -1, at(1))).isEmpty();
    }

    @Test
    void aReadingThatCameLateDoesNotReplaceANewerOne() {
        freshness.note("u", 1, BLOCK, disk("rd.reqs", 1L, 8));
        freshness.note("u", 1, BLOCK, disk("rd.reqs", 1L, 3));
        assertThat(freshness.age("u", 1, at(10))).hasValue(2);
    }

    @Test
    void anInstanceWithoutDisksIsReadCompletely() {
        freshness.note("u", 1, BLOCK, stats("block.count", 0L, 5));
        assertThat(freshness.age("u", 1, at(10))).hasValue(5);
    }

    @Test
    void aRemovedInstanceIsForgotten() {
        freshness.note("u", 1, BALLOON, stats("balloon.rss", 1L, 0));
        freshness.retain(Set.of("v"));
        assertThat(freshness.age("u", 1, at(1))).isEmpty();
    }

    private static Stats disk(String name, Object value, long second) {
        return Stats.builder().put("block", 0, name, value).build(at(second));
    }

    private static Stats stats(String name, Object value, long second) {
        return Stats.builder().put(null, 0, name, value).build(at(second));
    }

    private static Moment at(long second) {
        return new Moment(Instant.EPOCH.plusSeconds(second), second * 1_000_000_000);
    }
}
