package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Small sources, pollsters and samples for tests. */
public final class PollingFixtures {

    public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private PollingFixtures() {}

    /** Gives what its function returns. */
    public interface Poll {
        List<Sample> poll(Turn turn) throws IOException;
    }

    public static Plugin<Pollster> pollster(String name, Poll poll, Meter... meters) {
        return plugin(name, "1.0.0", 0, poll, meters);
    }

    public static Plugin<Pollster> plugin(String name, String version, int ranking, Poll poll, Meter... meters) {
        return new Plugin<>(name, version, ranking, new Pollster() {
            @Override
            public Set<Meter> meters() {
                return Set.of(meters);
            }

            @Override
            public List<Sample> poll(Turn turn) throws IOException {
                return poll.poll(turn);
            }
        });
    }

    public static Source source(String name, Duration interval, String... meters) {
        return new Source(
                name, interval, true, new MeterPatterns(List.of(meters)), List.of(), List.of(), List.of("sink"));
    }

    public static Pipeline pipeline(Source... sources) {
        return new Pipeline(List.of(sources), List.of());
    }

    public static Resource resource(String id, long incarnation) {
        return new Resource(id, Owner.UNKNOWN, Map.of(), Map.of(), incarnation);
    }

    public static Moment at(double seconds) {
        long nanos = Math.round(seconds * 1e9);
        return new Moment(EPOCH.plusNanos(nanos), nanos);
    }

    public static Sample sample(Meter meter, Resource resource, Number volume, double seconds) {
        return Sample.of(meter, resource, volume, at(seconds));
    }
}
