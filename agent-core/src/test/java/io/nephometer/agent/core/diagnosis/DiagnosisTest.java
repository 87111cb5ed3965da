package io.nephometer.agent.core.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.pipeline.TransformerStep;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.AgentReport.PipelineState;
import io.nephometer.agent.core.view.AgentReport.TaskState;
import io.nephometer.agent.core.view.Diagnosis;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.agent.core.view.Identity;
import io.nephometer.agent.core.view.JarStatus;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.PollResult;
import io.nephometer.agent.core.view.PollsterState;
import io.nephometer.agent.core.view.PollsterState.Tally;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.SinkState;
import io.nephometer.agent.core.view.SinkState.Lineage;
import io.nephometer.agent.core.view.Source;
import io.nephometer.agent.core.view.SpoolState;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Why a meter is absent: each test is one way for it to get lost, in the order of a sample's walk. */
class DiagnosisTest {

    private static final Meter CPU = Meter.cumulative("cpu", "ns");
    private static final Meter UTIL = Meter.utilisation("cpu_util", "cpu", "cpu_number");
    private static final Meter IOPS = Meter.rate("disk.iops", "count/s", "disk.reads", "disk.writes");
    private static final HealthKey TRANSFORMER = HealthKey.plugin("transformer.basic for sink");
    private static final Resource A = Fixtures.instance("a", "running");
    private static final Resource B = Fixtures.instance("b", "shutdown");

    private final List<Plugin<Pollster>> pollsters =
            new ArrayList<>(List.of(Fixtures.pollster("pollster.cpu", "1.2.0", 0, CPU, UTIL, IOPS)));
    private final List<Source> sources = new ArrayList<>(List.of(Fixtures.source("all", 60, "*")));
    private Sink sink = new Sink("sink", List.of(), List.of(URI.create("mqtt://broker")));
    private List<String> problems = List.of();
    private long turns = 5;
    private boolean waits;
    private long held;
    private List<Lineage> made = List.of();
    private List<RouteState> routes = List.of(route("sink.mqtt", true, ""));
    private Map<HealthKey, String> failures = Map.of();
    private List<PollsterState> resting = List.of();
    private List<JarStatus> refused = List.of();
    private PollResult result = new PollResult(List.of(Fixtures.sample(CPU, A, 42L)), List.of(A), Map.of());

    private static RouteState route(String name, boolean opened, String trouble) {
        return new RouteState(name, true, true, opened, Optional.empty(), 7, trouble);
    }

    private static RouteState withoutPlugin(String name, String trouble) {
        return new RouteState(name, true, false, false, Optional.empty(), 7, trouble);
    }

    private static JarStatus refused(String file) {
        return new JarStatus(
                file,
                Optional.empty(),
                "refused",
                List.of(),
                List.of(),
                Optional.of("it is not a whole jar"),
                Fixtures.NOON);
    }

    private static PollResult without(HealthKey trouble, String why) {
        return new PollResult(List.of(), List.of(A), Map.of(trouble, why));
    }

    private Diagnosis why(String meter) {
        TaskState task = new TaskState(
                Duration.ofSeconds(60),
                sources.stream().map(Source::name).toList(),
                turns,
                0,
                null,
                Duration.ZERO,
                Fixtures.NOON.plusSeconds(43));
        AgentReport status = new AgentReport(
                new Moment(Instant.EPOCH, 0),
                new Identity("h", "e", "1", Fixtures.NOON),
                "test:///default connected",
                List.of(),
                0,
                new PipelineState(1, problems, sources, 1),
                List.of(task),
                resting,
                Map.of(),
                List.of(),
                List.of(new SinkState("sink", made, waits, held, 0, 0, Duration.ZERO, List.of(TRANSFORMER), "")),
                routes,
                refused,
                failures,
                Map::of);
        return MeterTracer.of(
                meter,
                new DiagnosisFacts(Fixtures.NOON, status, new Pipeline(sources, List.of(sink)), pollsters, result));
    }

    private static String text(Diagnosis why) {
        return String.join("\n", why.because()) + "\n" + why.remedy();
    }

    private void isAbsent(String meter, String because, String whatToDo) {
        Diagnosis why = why(meter);
        assertThat(why.published()).isFalse();
        assertThat(String.join("\n", why.because())).contains(because);
        assertThat(why.remedy()).contains(whatToDo);
    }

    private Diagnosis isPublished(String meter) {
        Diagnosis why = why(meter);
        assertThat(why.published()).as(why.toString()).isTrue();
        return why;
    }

    @Test
    void noPluginOffersItAndTheNearestIsNamed() {
        isAbsent("cpu_utl", "No plugin offers a meter of this name now", "if you mean cpu_util");
        isAbsent("xyzzyxyzzyxyzzy", "3 others are known", "copy the bundle that provides it into deploy/");
        pollsters.clear();
        isAbsent("cpu", "0 others are known", "copy the bundle");
    }

    @Test
    void ofTwoThatOfferItTheHigherRankedGivesIt() {
        pollsters.add(Fixtures.pollster("better", "0.1.0", 10, CPU));
        assertThat(isPublished("cpu").because())
                .startsWith(
                        "better 0.1.0 provides it.",
                        "pollster.cpu 1.2.0 offers it too and waits: its ranking is lower, 0 to 10.");
    }

    @Test
    void ofTwoThatRankTheSameTheNewerGivesItAndElseTheNameDecides() {
        pollsters.add(Fixtures.pollster("newer", "1.10.0", 0, CPU));
        pollsters.add(Fixtures.pollster("newer.too", "1.10.0", 0, CPU));
        assertThat(isPublished("cpu").because())
                .startsWith(
                        "newer 1.10.0 provides it.",
                        "newer.too 1.10.0 offers it too and waits: its ranking and version are the same,"
                                + " but its name comes later.",
                        "pollster.cpu 1.2.0 offers it too and waits: its version is older.");
    }

    @Test
    void nothingIsPolledWhileThePipelineIsWrong() {
        sources.clear();
        problems = List.of("conf/pipeline.yaml:3:5: no meters");
        isAbsent("cpu", "conf/pipeline.yaml:3:5: no meters\nNo source polls anything.", "validate");
    }

    @Test
    void noSourcesPatternsMatchIt() {
        sources.set(0, Fixtures.source("disks", 60, "disk.*"));
        sources.add(Fixtures.source("some", 60, "cpu_util"));
        isAbsent(
                "cpu",
                "The source disks does not poll it, with meters: [\"disk.*\"]\n"
                        + "The source some does not poll it, with meters: [\"cpu_util\"]",
                "give the source disks this line: meters: [\"disk.*\", \"cpu\"]");
    }

    @Test
    void anExclusionIsToBeTakenOut() {
        sources.set(0, Fixtures.source("most", 60, "!cpu*", "!disk.*"));
        isAbsent("cpu", "does not poll it", "this line: meters: [\"!disk.*\"]");
        sources.set(0, Fixtures.source("most", 60, "!cpu*"));
        isAbsent("cpu", "does not poll it", "this line: meters: [\"*\"]");
    }

    @Test
    void itsSourceHadNoTurnYet() {
        turns = 0;
        isAbsent("cpu", "The source all has had no turn yet.", "the next turn is in 43 s");
    }

    @Test
    void aDerivedOneNeedsASecondTurn() {
        turns = 1;
        isAbsent("cpu_util", "It is the growth between two readings", "the next turn is in 43 s");
        isPublished("cpu");
    }

    @Test
    void theDiscoveryFails() {
        result =
                new PollResult(List.of(), List.of(), Map.of(HealthKey.discovery("local_instances"), "libvirt is away"));
        isAbsent("cpu", "The discovery local_instances fails: libvirt is away", "fix what it reports");
    }

    @Test
    void theDiscoveryFindsNothing() {
        result = PollResult.NONE;
        isAbsent(
                "cpu",
                "The discovery local_instances finds no resource on this host.",
                "start an instance, or check the hypervisor: test:///default connected.");
    }

    @Test
    void theSourcesOwnDiscoveryIsTheOneThatFails() {
        Source own = sources.get(0);
        sources.set(
                0,
                new Source(
                        own.name(),
                        own.interval(),
                        false,
                        new MeterPatterns(List.of("*")),
                        List.of("others://x"),
                        List.of(),
                        own.sinks()));
        result = new PollResult(List.of(), List.of(), Map.of(HealthKey.discovery("others"), "no plugin offers it"));
        isAbsent("cpu", "The discovery others fails: no plugin offers it", "fix what");
    }

    @Test
    void thePollsterFails() {
        result = without(HealthKey.plugin("pollster.cpu"), "the call timed out");
        isAbsent("cpu", "pollster.cpu fails: the call timed out", "the agent tries again by itself");
    }

    @Test
    void thePollsterWorksAgainButIsStillBackedOff() {
        failures = Map.of(HealthKey.plugin("pollster.cpu"), "java.lang.Error: no");
        Tally rests = new Tally(0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(4));
        resting = List.of(new PollsterState("pollster.cpu", "1.2.0", 3, rests, false, ""));
        isAbsent("cpu", "does not poll it for a while, as it failed repeatedly: java.lang.Error: no", "wait");
    }

    @Test
    void aTroubleThatThePollsterHadWithOtherMetersIsNamedAndCostsNothing() {
        failures = Map.of(HealthKey.plugin("pollster.cpu"), "2 of its samples were rejected");
        assertThat(isPublished("cpu").because())
                .contains(
                        "pollster.cpu provides it when polled now; in the agent's last turn it reported: 2 of its samples were"
                                + " rejected");
    }

    @Test
    void aMeterOfTheHostIsNotAMatterOfHypervisorOrGuests() {
        Meter load = Meter.gauge("node.load", "");
        pollsters.add(Fixtures.hostPollster("pollster.node", load));
        result = PollResult.NONE;
        isAbsent(
                "node.load",
                "pollster.node, polled just now, returned no sample of it: this host does not report it.",
                "check whether this host has what the meter describes");
        assertThat(text(why("node.load"))).doesNotContain("start an instance").doesNotContain("test:///default");
    }

    @Test
    void theFileThatGivesItIsRefused() {
        refused = List.of(refused("pollster-memory.jar"));
        isAbsent(
                "memory",
                "deploy/pollster-memory.jar is not used: it is not a whole jar",
                "if one of these files provides it, fix what it reports");
    }

    @Test
    void aTroubleThatCostsOtherMetersOnlyIsNone() {
        failures = Map.of(HealthKey.plugin("pollster.cpu"), "2 of its samples were rejected");
        result = new PollResult(result.samples(), result.resources(), failures);
        isPublished("cpu");
    }

    @Test
    void nobodyTellsItOnAnyResource() {
        result = new PollResult(List.of(), List.of(A, B), Map.of());
        isAbsent(
                "cpu",
                "pollster.cpu, polled just now, returned no sample of it: the hypervisor (test:///default connected)"
                        + " or the guest does not report it.\nPolled: a (running), b (shutdown).",
                "check whether the instances have what the meter describes");
        result = new PollResult(List.of(), List.of(B), Map.of());
        isAbsent("cpu", "Polled: b (shutdown).", "start an instance");
    }

    @Test
    void someResourcesHaveNoneAndFiveOfThemAreNamed() {
        List<Resource> all = new ArrayList<>(List.of(A));
        IntStream.range(0, 7).forEach(i -> all.add(Fixtures.instance("off" + i, "shutdown")));
        result = new PollResult(result.samples(), all, Map.of());
        assertThat(isPublished("cpu").because())
                .contains("Without a sample: off0 (shutdown), off1 (shutdown), off2 (shutdown), off3 (shutdown),"
                        + " off4 (shutdown) and 2 more.");
    }

    @Test
    void aSampleOfAPartIsOneOfTheWhole() {
        result = new PollResult(List.of(Fixtures.sample(CPU, A.part("a-vcpu0", Map.of()), 1)), List.of(A), Map.of());
        assertThat(text(isPublished("cpu"))).doesNotContain("Without a sample");
    }

    @Test
    void aCounterThatItIsComputedFromIsMissing() {
        Sample reads = Fixtures.sample(Meter.cumulative("disk.reads", "request"), A, 1);
        result = new PollResult(List.of(reads), List.of(A), Map.of());
        isAbsent("disk.iops", "no resource had a sample of disk.writes:", "a balloon driver in the guest");
    }

    @Test
    void itsCountersAreThereButGiveNothing() {
        isAbsent(
                "cpu_util",
                "Its counters were read twice just now, and nothing could be computed from them:"
                        + " the samples of cpu do not contain cpu_number.",
                "ask again");
    }

    @Test
    void itsSinkWaitsForATransformer() {
        sink = new Sink("sink", List.of(new TransformerStep("magic", Map.of())), sink.publishers());
        waits = true;
        failures = Map.of(HealthKey.sink("sink"), "waits for the transformer magic: no plugin offers it");
        isAbsent(
                "cpu",
                "The sink sink waits for the transformer magic: no plugin offers it.",
                "copy its bundle into deploy/ or correct its parameters; the samples are held");
    }

    @Test
    void itsSinkOpensItsTransformersInVain() {
        waits = true;
        failures = Map.of(TRANSFORMER.of(Aspect.OPENING), "did not return within 12 s");
        isAbsent(
                "cpu",
                "The sink sink waits: transformer.basic for sink opening: did not return within 12 s.",
                "the agent tries again by itself, and the samples are held");
        failures = Map.of();
        isAbsent("cpu", "The transformers of the sink sink are not open yet.", "wait a second");
    }

    @Test
    void aTransformerOfItsSinkFailsAndRests() {
        made(new Lineage("rate_of_change", Map.of("cpu", Set.of("cpu")), Set.of()));
        held = 30;
        failures = Map.of(HealthKey.plugin("transformer.basic for other"), "no", TRANSFORMER, "java.lang.Error: no");
        isAbsent(
                "cpu",
                "In the sink sink, transformer.basic for sink: java.lang.Error: no; 30 samples wait for it.",
                "the agent tries again by itself");
        assertThat(text(why("cpu"))).doesNotContain("delivers");
    }

    @Test
    void itsPublishersSettingIsWrong() {
        routes =
                List.of(route("sink.mqtt", false, "io.nephometer.publisher.mqtt.cfg: password_file /p does not exist"));
        isAbsent("cpu", "password_file /p does not exist; 7 samples wait.", "settings are in the .cfg files of conf/");
        assertThat(why("cpu").remedy()).doesNotContain("deploy/");
    }

    @Test
    void aSpoolThatIsFullHindersNoDelivery() {
        failures = Map.of(HealthKey.route("sink.mqtt").of(Aspect.ROOM), "it is full: the oldest samples go");
        routes = List.of(route("sink.mqtt", true, "it is full: the oldest samples go"));
        assertThat(isPublished("cpu").because())
                .contains("The route sink.mqtt delivers: 0 samples so far, 7 wait; it is full: the oldest samples go.");
    }

    @Test
    void itsRouteWaitsForAPublishersPlugin() {
        routes = List.of(withoutPlugin("sink.mqtt", "no plugin offers mqtt:// now"));
        refused = List.of(refused("publisher-mqtt.jar"));
        assertThat(text(why("cpu"))).contains("deploy/publisher-mqtt.jar is not used");
        isAbsent(
                "cpu",
                "The route sink.mqtt does not deliver: no plugin offers mqtt:// now; 7 samples wait.",
                "copy the plugin that offers it into deploy/");
    }

    @Test
    void itsRouteIsInTrouble() {
        routes = List.of(route("sink.mqtt", true, "connection refused"), route("other.mqtt", true, ""));
        isAbsent("cpu", "does not deliver: connection refused", "fix what the route sink.mqtt reports");
    }

    @Test
    void oneRouteThatDeliversIsEnoughAndTheOtherIsStillTold() {
        sink = new Sink("sink", List.of(), List.of(URI.create("mqtt://a"), URI.create("mqtt://b")));
        routes = List.of(route("sink.mqtt", true, ""), route("sink.mqtt-2", true, "connection refused"));
        Diagnosis why = isPublished("cpu");
        assertThat(text(why)).contains("The route sink.mqtt-2 does not deliver: connection refused");
        assertThat(why.remedy()).contains("sink.mqtt-2");
    }

    private void made(Lineage... by) {
        made = List.of(by);
        sink = new Sink(
                "sink",
                made.stream()
                        .map(step -> new TransformerStep(step.transformer(), Map.of()))
                        .toList(),
                sink.publishers());
    }

    @Test
    void aTransformerMakesIt() {
        made(new Lineage("rate_of_change", Map.of("cpu", Set.of("cpu.speed")), Set.of()));
        assertThat(isPublished("cpu.speed").because())
                .containsExactly(
                        "rate_of_change of the sink sink produces it from cpu.",
                        "The route sink.mqtt delivers: 0 samples so far, 7 wait.");
    }

    @Test
    void aTransformerMakesItThoughAPluginThatNobodyPollsOffersItToo() {
        sources.set(0, Fixtures.source("some", 60, "cpu"));
        made(new Lineage("rate_of_change", Map.of("cpu", Set.of("cpu_util")), Set.of()));
        assertThat(isPublished("cpu_util").because())
                .startsWith("rate_of_change of the sink sink produces it from cpu.");
    }

    @Test
    void aTransformerMakesItThoughNobodyTellsIt() {
        made(new Lineage("rate_of_change", Map.of("cpu", Set.of("cpu_util")), Set.of()));
        assertThat(isPublished("cpu_util").because())
                .contains("rate_of_change of the sink sink produces it from cpu.")
                .anyMatch(sentence -> sentence.contains("nothing could be computed from them"));
    }

    @Test
    void aTransformerIsToMakeItAndHasNotYet() {
        sink = new Sink(
                "sink",
                List.of(new TransformerStep("rate_of_change", Map.of("target", Map.of("name", "cpu.speed")))),
                sink.publishers());
        made = List.of(new Lineage("rate_of_change", Map.of("cpu", Set.of()), Set.of()));
        isAbsent(
                "cpu.speed",
                "rate_of_change of the sink sink should produce it, but has not done so yet.",
                "wait for two turns or a full window; then check whether a source of sink polls the meters"
                        + " from which it is computed");
        waits = true;
        failures = Map.of(HealthKey.sink("sink"), "waits for the transformer rate_of_change: no plugin offers it");
        isAbsent("cpu.speed", "The sink sink waits for the transformer rate_of_change", "copy its bundle into deploy/");
    }

    @Test
    void noTransformerHasMadeItSoFar() {
        made(new Lineage("unit_conversion", Map.of("cpu", Set.of("cpu.s")), Set.of()));
        isAbsent(
                "cpu.m",
                "The transformers of the sink sink have not produced a meter of this name so far.",
                "into deploy/");
    }

    @Test
    void aTransformerGivesItAnotherName() {
        made(new Lineage("unit_conversion", Map.of("cpu", Set.of("cpu.s")), Set.of()));
        isAbsent(
                "cpu",
                "unit_conversion of the sink sink produces cpu.s from it.",
                "ask for cpu.s, or give its source a sink");
    }

    @Test
    void aTransformerDropsIt() {
        made(new Lineage("aggregator", Map.of("cpu", Set.of()), Set.of()));
        failures = Map.of(
                HealthKey.sink("sink").of(Aspect.TRANSFORMERS),
                "1, aggregator, drops what it cannot transform: no number");
        isAbsent(
                "cpu",
                "In the sink sink, transformer 1, aggregator, drops what it cannot transform: no number",
                "fix what it reports");
    }

    @Test
    void allIsWell() {
        assertThat(why("cpu"))
                .isEqualTo(new Diagnosis(
                        "cpu",
                        true,
                        List.of(
                                "pollster.cpu 1.2.0 provides it.",
                                "The source all polls it every 1 min.",
                                "Read just now for 1 resource, the last 42 ns of id-of-a.",
                                "The route sink.mqtt delivers: 0 samples so far, 7 wait."),
                        ""));
    }

    @Test
    void whatFailsForARouteOfTheSinksNameIsNotItsTransformer() {
        failures = Map.of(HealthKey.plugin("publisher.mqtt for sink"), "java.lang.Error: no");
        isPublished("cpu");
    }

    @Test
    void theMeterOfLossesIsMadeByTheAgentItself() {
        isAbsent("agent.samples.lost", "The agent itself produces it", "nothing to report");
        SpoolState spool = new SpoolState(0, 0, 9, 5, 0, 0, 0, Map.of(LossReason.UNHELD, 4L), 0, Optional.empty());
        routes = List.of(new RouteState("sink.mqtt", true, true, true, Optional.of(spool), 0, ""));
        Diagnosis why = isPublished("agent.samples.lost");
        assertThat(why.because())
                .last()
                .asString()
                .isEqualTo("The route sink.mqtt has lost 4 samples since it was first used.");
        assertThat(why.remedy()).contains("status shows the reasons");
    }
}
