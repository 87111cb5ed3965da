package io.nephometer.agent.core.diagnosis;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.route.LossSample;
import io.nephometer.agent.core.trial.TrialPoller;
import io.nephometer.agent.core.view.AgentReport.TaskState;
import io.nephometer.agent.core.view.Diagnosis;
import io.nephometer.agent.core.view.PollResult;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.SinkState;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.text.HumanNumbers;
import io.nephometer.text.Suggestion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Traces the path of a meter from the plugin to the broker and finds the stage at which the meter is lost. The
 * diagnosis depends only on the given facts.
 */
public final class MeterTracer {

    private final String meter;
    private final DiagnosisFacts facts;
    private final List<String> because = new ArrayList<>();
    private String remedy = "";

    private MeterTracer(String meter, DiagnosisFacts facts) {
        this.meter = meter;
        this.facts = facts;
    }

    /**
     * Explains why a meter is published or absent, after polling the meter once if any source polls it.
     *
     * @param facts the function that returns the current facts about the agent, given the result of a trial poll
     */
    public static Diagnosis of(String meter, TrialPoller trials, Function<PollResult, DiagnosisFacts> facts)
            throws InterruptedException {
        DiagnosisFacts known = facts.apply(PollResult.NONE);
        List<Plugin<Pollster>> offering = known.offering(meter);
        List<Source> polling = known.sources(meter);
        PollResult result = offering.isEmpty() || polling.isEmpty()
                ? PollResult.NONE
                : trials.meter(DiagnosisFacts.meter(offering.get(0), meter), polling);
        return of(meter, facts.apply(result));
    }

    static Diagnosis of(String meter, DiagnosisFacts facts) {
        MeterTracer check = new MeterTracer(meter, facts);
        return new Diagnosis(meter, check.isPublished(), check.because, check.remedy);
    }

    private boolean isPublished() {
        if (meter.equals(LossSample.METER.name())) {
            return hasLosses();
        }
        List<Plugin<Pollster>> offering = facts.offering(meter);
        List<Source> sources = facts.sources(meter);
        List<String> producers = producers();
        boolean polled = !offering.isEmpty() && !sources.isEmpty();
        if (!polled && producers.isEmpty() && !facts.producers(meter).isEmpty()) {
            return isMadeByTransformer(facts.producers(meter));
        } else if (offering.isEmpty() && producers.isEmpty()) {
            return isKnown();
        }
        boolean read = (polled || producers.isEmpty()) && isRead(offering, sources);
        Stream<String> sinks = read ? sources.stream().flatMap(source -> source.sinks().stream()) : Stream.empty();
        return (read || !producers.isEmpty()) && isDelivered(Stream.concat(sinks, producers.stream()));
    }

    /** Explains the state of the agent's own meter, which counts lost samples. */
    private boolean hasLosses() {
        because("The agent itself produces it: a route that has lost samples reports their number and the reasons"
                + " as soon as it delivers. No source in pipeline.yaml polls it.");
        List<RouteState> losing = facts.status().routes().stream()
                .filter(route -> route.lost() > 0)
                .toList();
        losing.forEach(route ->
                because("The route " + route.name() + " has lost " + route.lost() + " samples since it was first used"
                        + (route.trouble().isEmpty() ? "." : ", and: " + route.trouble())));
        if (losing.isEmpty()) {
            because("No route has lost a sample.");
            return absent("nothing: there is nothing to report.");
        }
        remedy = "bin/nephometer status shows the reasons; docs/delivery.md says what each means.";
        return losing.stream().anyMatch(RouteState::opened);
    }

    /** Returns the names of the sinks whose transformers have produced the meter. */
    private List<String> producers() {
        return facts.status().sinks().stream()
                .filter(sink -> TransformerCheck.produced(meter, sink).isPresent())
                .map(SinkState::name)
                .toList();
    }

    private boolean isRead(List<Plugin<Pollster>> offering, List<Source> sources) {
        Meter known = DiagnosisFacts.meter(offering.get(0), meter);
        return hasProvider(known, offering)
                && isPolled(sources)
                && isDue(known, sources)
                && hasSample(known, offering.get(0), sources);
    }

    /**
     * Explains the absence of a meter that transformers in the given sinks should produce but have not produced yet.
     */
    private boolean isMadeByTransformer(Map<String, String> producers) {
        if (facts.status().sinks().stream()
                .filter(SinkState::waits)
                .map(SinkState::name)
                .anyMatch(producers::containsKey)) {
            return isDelivered(producers.keySet().stream());
        }
        producers.forEach((sink, transformer) ->
                because(transformer + " of the sink " + sink + " should produce it, but has not done so yet."));
        return absent("wait for two turns or a full window; then check whether a source of "
                + String.join(" or ", producers.keySet()) + " polls the meters from which it is computed.");
    }

    private boolean isKnown() {
        Set<String> known = facts.pollsters().stream()
                .flatMap(pollster -> pollster.service().meters().stream())
                .map(Meter::name)
                .collect(Collectors.toCollection(TreeSet::new));
        String nearest = Suggestion.similar(meter, known)
                .map(name -> "if you mean " + name + ", ask for that; otherwise ")
                .orElse("");
        because("No plugin offers a meter of this name now; " + known.size() + " others are known.");
        notProduced();
        facts.refused().forEach(this::because);
        return absent(nearest
                + (facts.refused().isEmpty()
                        ? ""
                        : "if one of these files provides it, fix what it reports; otherwise ")
                + "copy the bundle that provides it into deploy/. The command meters lists what is known.");
    }

    private void notProduced() {
        if (!facts.status().sinks().isEmpty()) {
            because("The transformers of the sink "
                    + facts.status().sinks().stream().map(SinkState::name).collect(Collectors.joining(" and "))
                    + " have not produced a meter of this name so far.");
        }
    }

    private boolean hasProvider(Meter known, List<Plugin<Pollster>> offering) {
        Plugin<Pollster> provider = offering.get(0);
        because(named(provider) + " provides it"
                + known.formula()
                        .map(formula -> ", computed from " + String.join(" and ", formula.counters()))
                        .orElse("")
                + ".");
        offering.stream()
                .skip(1)
                .forEach(
                        other -> because(named(other) + " offers it too and waits: " + other.whyAfter(provider) + "."));
        return true;
    }

    private static String named(Plugin<?> plugin) {
        return plugin.name() + " " + plugin.version();
    }

    private boolean isPolled(List<Source> polling) {
        facts.status()
                .pipeline()
                .problems()
                .forEach(problem -> because("pipeline.yaml as it is now is not used: " + problem));
        List<Source> all = facts.pipeline().sources();
        if (polling.isEmpty() && all.isEmpty()) {
            because("No source polls anything.");
            return absent("correct conf/pipeline.yaml; bin/nephometer validate reports each mistake in it.");
        }
        if (polling.isEmpty()) {
            all.forEach(source -> because("The source " + source.name() + " does not poll it, with "
                    + MeterFilterFix.line(source.meters().patterns())));
            notProduced();
            Source first = all.get(0);
            return absent("in conf/pipeline.yaml, give the source " + first.name() + " this line: "
                    + MeterFilterFix.line(MeterFilterFix.with(first.meters().patterns(), meter)));
        }
        polling.forEach(source -> because(
                "The source " + source.name() + " polls it every " + HumanNumbers.duration(source.interval()) + "."));
        return true;
    }

    /** Returns whether enough turns have run for the meter to have a value: a derived meter requires two turns. */
    private boolean isDue(Meter known, List<Source> polling) {
        Set<String> names = polling.stream().map(Source::name).collect(Collectors.toSet());
        List<TaskState> tasks = facts.status().tasks().stream()
                .filter(task -> task.sources().stream().anyMatch(names::contains))
                .toList();
        long turns = tasks.stream().mapToLong(TaskState::turns).max().orElse(0);
        if (turns >= (known.isDerived() ? 2 : 1)) {
            return true;
        }
        because(
                turns == 0
                        ? "The source " + polling.get(0).name() + " has had no turn yet."
                        : "It is the growth between two readings, and there was only one turn so far.");
        return absent(tasks.stream()
                .map(TaskState::next)
                .min(Instant::compareTo)
                .map(next ->
                        "wait: the next turn is in " + HumanNumbers.duration(Duration.between(facts.now(), next)) + ".")
                .orElse("wait a second: its task begins."));
    }

    private boolean hasSample(Meter known, Plugin<Pollster> provider, List<Source> polling) {
        PollCheck check = PollCheck.of(known, provider, polling, facts);
        because.addAll(check.because());
        remedy = check.remedy();
        return check.hasSample();
    }

    private boolean isDelivered(Stream<String> sinks) {
        List<SinkCheck> checks =
                sinks.distinct().map(sink -> SinkCheck.of(meter, sink, facts)).toList();
        checks.forEach(check -> because.addAll(check.because()));
        remedy = checks.stream()
                .map(SinkCheck::remedy)
                .filter(what -> !what.isEmpty())
                .distinct()
                .collect(Collectors.joining(" "));
        return checks.stream().anyMatch(SinkCheck::isOpen);
    }

    private void because(String sentence) {
        because.add(sentence);
    }

    private boolean absent(String whatToDo) {
        remedy = whatToDo;
        return false;
    }
}
