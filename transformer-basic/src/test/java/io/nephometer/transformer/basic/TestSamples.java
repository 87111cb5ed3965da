package io.nephometer.transformer.basic;

import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Samples and transformers for tests, and a table of what comes out. */
public final class TestSamples {

    static final Instant START = Instant.parse("2016-01-01T12:00:00Z");

    private TestSamples() {}

    static Sample gauge(String name, Number volume, double second) {
        return sample(Meter.gauge(name, "B"), "r1", volume, second);
    }

    static Sample cumulative(String name, Number volume, double second) {
        return sample(Meter.cumulative(name, "B"), "r1", volume, second);
    }

    static Sample delta(String name, Number volume, double second) {
        return sample(new Meter(name, Meter.Type.DELTA, "B", Optional.empty()), "r1", volume, second);
    }

    static Sample sample(Meter meter, String resource, Number volume, double second) {
        Owner owner = new Owner("u1", "Una", "p1", "Pro");
        return Sample.of(meter, new Resource(resource, owner, Map.of(), Map.of(), 0), volume, moment(second));
    }

    static Moment moment(double second) {
        long nanos = Math.round(second * 1e9);
        return new Moment(START.plusNanos(nanos), nanos);
    }

    static Sample on(Sample sample, String resource) {
        Resource old = sample.resource();
        return with(sample, new Resource(resource, old.owner(), old.metadata(), old.devices(), old.incarnation()));
    }

    static Sample incarnation(Sample sample, long incarnation) {
        Resource old = sample.resource();
        return with(sample, new Resource(old.id(), old.owner(), old.metadata(), old.devices(), incarnation));
    }

    static Sample owner(Sample sample, String user, String project) {
        Resource old = sample.resource();
        Owner owner = new Owner(user, null, project, null);
        return with(sample, new Resource(old.id(), owner, old.metadata(), old.devices(), old.incarnation()));
    }

    static Sample metadata(Sample sample, Map<String, Object> metadata) {
        Resource old = sample.resource();
        return with(sample, new Resource(old.id(), old.owner(), metadata, old.devices(), old.incarnation()));
    }

    static Sample own(Sample sample, Map<String, Object> metadata) {
        return new Sample(sample.meter(), sample.resource(), sample.volume(), sample.read(), metadata);
    }

    /** A total over some devices. */
    static Sample total(Sample sample, String... devices) {
        return own(sample, Map.of("device", List.of(devices)));
    }

    private static Sample with(Sample sample, Resource resource) {
        return new Sample(sample.meter(), resource, sample.volume(), sample.read(), sample.metadata());
    }

    static List<TransformerFactory> factories(Supplier<Moment> clock) {
        return List.of(
                new UnitConversionFactory(),
                new RateOfChangeFactory(),
                new DeltaFactory(),
                new AggregatorFactory(clock),
                new AccumulatorFactory(),
                new ArithmeticFactory());
    }

    /** A transformer of this name; the clock of an aggregator stands still. */
    public static Transformer open(String name, Map<String, Object> parameters) throws ParameterException {
        return factories(() -> moment(0)).stream()
                .filter(factory -> factory.name().equals(name))
                .findFirst()
                .orElseThrow()
                .open(parameters);
    }

    /** Keys and values in turn; nulls are allowed. */
    static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    static String transformed(Transformer transformer, Sample... samples) {
        return Arrays.stream(samples)
                .map(sample -> table(transformer.transform(sample)))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    static String flushed(Transformer transformer, Sample... samples) {
        String passed = transformed(transformer, samples);
        return (passed.isEmpty() ? "" : passed + "; ") + table(transformer.flush());
    }

    static String table(List<Sample> samples) {
        return samples.stream().map(TestSamples::row).collect(Collectors.joining("; "));
    }

    private static String row(Sample sample) {
        return "%s %s %s %s %s @%s"
                .formatted(
                        sample.meter().name(),
                        sample.meter().type(),
                        sample.volume(),
                        sample.meter().unit(),
                        sample.resource().id(),
                        sample.read().nanos() / 1_000_000_000);
    }
}
