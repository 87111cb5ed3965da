package io.nephometer.agent.core.diagnosis;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.trial.TrialPoller;
import io.nephometer.agent.core.view.Diagnosis;
import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.PollResult;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Collects the facts about a meter, and diagnoses it.
 *
 * @param facts returns what is known of the agent now, with the result of a poll
 */
public record MeterDiagnostics(TrialPoller trials, Function<PollResult, DiagnosisFacts> facts) {

    private static final Duration AGAIN = Duration.ofSeconds(1);

    public Diagnosis of(String meter) throws InterruptedException {
        DiagnosisFacts known = facts.apply(PollResult.NONE);
        List<Plugin<Pollster>> offering = known.offering(meter);
        List<Source> polling = known.sources(meter);
        PollResult result = offering.isEmpty() || polling.isEmpty()
                ? PollResult.NONE
                : poll(DiagnosisFacts.meter(offering.get(0), meter), polling);
        return MeterCheck.of(meter, facts.apply(result));
    }

    /**
     * Polls the meter and the counters that it is computed from, of the resources of its sources; twice for a derived
     * meter.
     */
    private PollResult poll(Meter meter, List<Source> polling) throws InterruptedException {
        List<String> names = new ArrayList<>(List.of(meter.name()));
        meter.formula().ifPresent(formula -> names.addAll(formula.counters()));
        List<Source> sources = polling.stream()
                .map(source -> new Source(
                        source.name(),
                        Duration.ofDays(1), // one interval, so that sources share one call
                        false,
                        new MeterPatterns(names),
                        source.discovery(),
                        source.resources(),
                        List.of()))
                .toList();
        return trials.sources(sources, meter.isDerived() ? Optional.of(AGAIN) : Optional.empty());
    }
}
