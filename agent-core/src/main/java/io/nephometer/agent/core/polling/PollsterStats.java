package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.PollsterState;
import io.nephometer.agent.core.view.PollsterState.Tally;
import io.nephometer.api.Pollster;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Counts each pollster's turns, samples and failures since the agent started. Thread-safe. */
public final class PollsterStats {

    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    public Tally of(String pollster) {
        return tallies.getOrDefault(pollster, Tally.NONE);
    }

    /** Returns the states of the given pollsters, including their problems, sorted by name. */
    public List<PollsterState> states(Collection<Plugin<Pollster>> pollsters, Map<HealthKey, String> problems) {
        return pollsters.stream()
                .map(pollster -> state(pollster, problems))
                .sorted(Comparator.comparing(PollsterState::name))
                .toList();
    }

    private PollsterState state(Plugin<Pollster> pollster, Map<HealthKey, String> problems) {
        Pollster service = pollster.service();
        return new PollsterState(
                pollster.name(),
                pollster.version(),
                service.meters().size(),
                of(pollster.name()),
                service.discovery().stream().map(HealthKey::discovery).anyMatch(problems::containsKey),
                problems.getOrDefault(HealthKey.plugin(pollster.name()), ""));
    }

    /**
     * Counts a call to a pollster.
     *
     * @param result the validated samples, or empty if the call failed
     * @param took the duration of the call
     * @param rest the time for which the pollster must now rest
     */
    void called(String pollster, Optional<ValidatedSamples> result, Duration took, Duration rest) {
        int valid = result.map(samples -> samples.sound().size()).orElse(0);
        int rejected = result.map(ValidatedSamples::rejected).orElse(0);
        int failures = result.isPresent() ? 0 : 1;
        change(pollster, t -> sum(t, new Tally(1, valid, rejected, failures, 0, took, Duration.ZERO, rest)));
    }

    /** Counts a turn in which the pollster was not called. */
    void missed(String pollster) {
        change(pollster, t -> sum(t, new Tally(0, 0, 0, 0, 1, t.took(), Duration.ZERO, t.rest())));
    }

    /** Adds to the processor time that a pollster has used. */
    void used(String pollster, Duration cpu) {
        change(pollster, t -> sum(t, new Tally(0, 0, 0, 0, 0, t.took(), cpu, t.rest())));
    }

    private void change(String pollster, UnaryOperator<Tally> change) {
        tallies.compute(pollster, (name, tally) -> change.apply(tally == null ? Tally.NONE : tally));
    }

    private static Tally sum(Tally tally, Tally more) {
        return new Tally(
                tally.turns() + more.turns(),
                tally.samples() + more.samples(),
                tally.rejected() + more.rejected(),
                tally.failures() + more.failures(),
                tally.missed() + more.missed(),
                more.took(),
                tally.cpu().plus(more.cpu()),
                more.rest());
    }
}
