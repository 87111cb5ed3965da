package io.nephometer.transformer.basic.expression;

import io.nephometer.api.Sample;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A field of a sample that expressions can refer to by name. */
enum SampleField {
    VOLUME(Sample::volume),
    NAME(sample -> sample.meter().name()),
    UNIT(sample -> sample.meter().unit()),
    TYPE(sample -> sample.meter().type().toString()),
    RESOURCE_ID(sample -> sample.resource().id()),
    USER_ID(sample -> sample.resource().owner().userId()),
    USER_NAME(sample -> sample.resource().owner().userName()),
    PROJECT_ID(sample -> sample.resource().owner().projectId()),
    PROJECT_NAME(sample -> sample.resource().owner().projectName()),
    TIMESTAMP(SampleField::timestamp),
    MONOTONIC_TIME(sample -> sample.read().nanos() / 1e9),
    RESOURCE_METADATA(MergedMetadata::of);

    private static final DateTimeFormatter RFC_3339 = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Function<Sample, Object> reader;

    SampleField(Function<Sample, Object> reader) {
        this.reader = reader;
    }

    Object read(Sample sample) {
        return PythonValues.of(reader.apply(sample));
    }

    private static String timestamp(Sample sample) {
        return RFC_3339.format(sample.read().wall());
    }

    static List<String> names() {
        return Arrays.stream(values()).map(SampleField::toString).toList();
    }

    static Optional<SampleField> named(String name) {
        return Arrays.stream(values())
                .filter(field -> field.toString().equals(name))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
