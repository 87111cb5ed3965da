package io.nephometer.agent.core;

import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.polling.Tick;
import io.nephometer.agent.core.view.Identity;
import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Origin;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Small sources, pollsters, instances and samples for tests of the commands. */
public final class Fixtures {

    public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Fixtures() {}

    public static Source source(String name, int seconds, String... meters) {
        return new Source(
                name,
                Duration.ofSeconds(seconds),
                true,
                new MeterPatterns(List.of(meters)),
                List.of(),
                List.of(),
                List.of("sink"));
    }

    /** A turn whose source wants all of these samples. */
    public static Tick tick(Source source, List<Sample> samples) {
        return new Tick(List.of(part(samples, source)));
    }

    /** The samples of a job, all of which these sources want. */
    public static Tick.Part part(List<Sample> samples, Source... sources) {
        Set<String> names =
                samples.stream().map(sample -> sample.meter().name()).collect(Collectors.toSet());
        return new Tick.Part(
                samples, List.of(), Arrays.stream(sources).collect(Collectors.toMap(source -> source, s -> names)));
    }

    public static Plugin<Pollster> pollster(String name, String version, int ranking, Meter... meters) {
        return new Plugin<>(name, version, ranking, new Pollster() {
            @Override
            public Set<Meter> meters() {
                return Set.of(meters);
            }

            @Override
            public List<Sample> poll(Turn turn) {
                throw new AssertionError("neither why nor tap asks a pollster");
            }
        });
    }

    /** One that needs no resource. */
    public static Plugin<Pollster> hostPollster(String name, Meter meter) {
        return new Plugin<>(name, "1.0.0", 0, new Pollster() {
            @Override
            public Set<Meter> meters() {
                return Set.of(meter);
            }

            @Override
            public List<String> discovery() {
                return List.of();
            }

            @Override
            public List<Sample> poll(Turn turn) {
                throw new AssertionError("neither why nor tap asks a pollster");
            }
        });
    }

    public static Origin origin(String route) {
        return new RouteMessageOrigin(new Identity("h", "e", "1", NOON), route, List::of);
    }

    public static Resource instance(String name, String state) {
        return Resource.of(
                "id-of-" + name, Map.of("instance_id", "id-of-" + name, "display_name", name, "state", state));
    }

    public static Sample sample(Meter meter, Resource resource, Number volume) {
        return Sample.of(meter, resource, volume, at(0));
    }

    public static Sample sample(String gauge, Resource resource, Number volume) {
        return sample(Meter.gauge(gauge, ""), resource, volume);
    }

    public static Moment at(int seconds) {
        return new Moment(NOON.plusSeconds(seconds), Duration.ofSeconds(seconds).toNanos());
    }

    public static List<Sample> many(int count, String gauge) {
        return Collections.nCopies(count, gauge).stream()
                .map(name -> sample(name, instance("a", "running"), 1))
                .toList();
    }
}
