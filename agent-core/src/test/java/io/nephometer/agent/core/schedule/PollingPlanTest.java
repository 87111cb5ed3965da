package io.nephometer.agent.core.schedule;

import static io.nephometer.agent.core.polling.PollingFixtures.pipeline;
import static io.nephometer.agent.core.polling.PollingFixtures.plugin;
import static io.nephometer.agent.core.polling.PollingFixtures.pollster;
import static io.nephometer.agent.core.polling.PollingFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.polling.PollsterJob;
import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PollingPlanTest {

    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Duration SIXTY = Duration.ofSeconds(60);
    private static final Meter CPU = Meter.cumulative("cpu", "ns");
    private static final Meter UTIL = Meter.utilisation("cpu_util", "cpu", "cpu_number");
    private static final Meter DISK = Meter.cumulative("disk.read.bytes", "B");

    private final Plugin<Pollster> cpu = pollster("cpu", turn -> List.of(), CPU, UTIL);
    private final Plugin<Pollster> disk = pollster("disk", turn -> List.of(), DISK);

    private List<PollsterJob> jobs(PollingPlan plan, Duration interval) {
        return plan.tasks().get(Schedule.of(interval, true, "h"));
    }

    private PollingPlan plan(List<Plugin<Pollster>> pollsters, Source... sources) {
        return PollingPlan.of(pipeline(sources), pollsters, "h");
    }

    @Test
    void aSourceThatMatchesNothingMakesNoTask() {
        assertThat(plan(List.of(cpu), source("s", TEN, "memory")).tasks()).isEmpty();
    }

    @Test
    void eachIntervalIsOneTask() {
        PollingPlan plan = plan(
                List.of(cpu, disk), source("a", TEN, "cpu"), source("b", SIXTY, "*"), source("c", SIXTY, "disk.*"));
        assertThat(plan.tasks().keySet()).containsExactly(Schedule.of(TEN, true, "h"), Schedule.of(SIXTY, true, "h"));
        assertThat(jobs(plan, TEN)).hasSize(1);
        assertThat(jobs(plan, SIXTY)).hasSize(2);
    }

    @Test
    void twoSourcesOfOneIntervalReadAMeterOnce() {
        Source all = source("all", TEN, "*");
        Source some = source("some", TEN, "cpu");
        List<PollsterJob> jobs = jobs(plan(List.of(cpu), all, some), TEN);
        assertThat(jobs).singleElement().satisfies(job -> {
            assertThat(job.shares().get(all)).isEqualTo(Set.of("cpu", "cpu_util"));
            assertThat(job.shares().get(some)).isEqualTo(Set.of("cpu"));
        });
    }

    @Test
    void aDerivedMeterReadsItsCounterWithoutSharingIt() {
        Source source = source("s", TEN, "cpu_util");
        assertThat(jobs(plan(List.of(cpu), source), TEN)).singleElement().satisfies(job -> {
            assertThat(job.read()).containsExactly("cpu");
            assertThat(job.derived()).containsExactly(UTIL);
            assertThat(job.shares().get(source)).containsExactly("cpu_util");
        });
    }

    @Test
    void ofTwoThatOfferAMeterTheHigherRankingThenTheHigherVersionGivesIt() {
        Plugin<Pollster> old = plugin("a", "1.9.0", 0, turn -> List.of(), CPU);
        Plugin<Pollster> newer = plugin("b", "1.10.0", 0, turn -> List.of(), CPU);
        Plugin<Pollster> ranked = plugin("c", "0.1.0", 5, turn -> List.of(), CPU);
        assertThat(PollingPlan.providers(List.of(old, newer)).get("cpu")).isEqualTo(newer);
        assertThat(PollingPlan.providers(List.of(old, newer, ranked)).get("cpu"))
                .isEqualTo(ranked);
        assertThat(PollingPlan.providers(List.of(old)).get("cpu")).isEqualTo(old);
    }

    @Test
    void aSourcesOwnResourcesAndDiscoveriesTakeThePlaceOfThePollsters() {
        MeterPatterns all = new MeterPatterns(List.of("*"));
        Source named = new Source("s", TEN, true, all, List.of(), List.of("r1"), List.of("k"));
        Source found = new Source("t", TEN, true, all, List.of("tenants"), List.of(), List.of("k"));
        List<PollsterJob> jobs = jobs(plan(List.of(disk), named, found, source("u", TEN, "*")), TEN);
        assertThat(jobs)
                .extracting(PollsterJob::discovery)
                .containsExactly(List.of(), List.of("tenants"), List.of("local_instances"));
        assertThat(jobs).extracting(PollsterJob::resources).containsExactly(List.of("r1"), List.of(), List.of());
    }

    @Test
    void isAValue() {
        Source source = source("s", TEN, "*");
        assertThat(plan(List.of(cpu, disk), source)).isEqualTo(plan(List.of(disk, cpu), source));
        assertThat(plan(List.of(cpu), source)).isNotEqualTo(plan(List.of(cpu, disk), source));
    }
}
