package io.nephometer.transformer.basic;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Owner;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One example: its transformers, run as a sink runs them. Both clocks show the samples' timestamps, if no other is given. */
final class TransformerExample {

    private static final DateTimeFormatter TIME_OF_DAY =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final JsonNode example;
    private final List<Transformer> chain = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private Moment now = TestSamples.moment(0);

    TransformerExample(JsonNode example) {
        this.example = example;
    }

    List<String> events() {
        try {
            for (JsonNode transformer : example.get("transformers")) {
                chain.add(opened(transformer));
            }
        } catch (ParameterException e) {
            return List.of("rejected " + e.path() + " " + e.offset() + ": " + e.getMessage());
        }
        example.get("steps").forEach(this::run);
        return events;
    }

    @SuppressWarnings("unchecked") // it is a JSON object
    private Transformer opened(JsonNode transformer) throws ParameterException {
        for (TransformerFactory factory : TestSamples.factories(() -> now)) {
            if (factory.name().equals(transformer.get("name").asText())) {
                return factory.open((Map<String, Object>) JsonParameters.value(transformer.get("parameters")));
            }
        }
        throw new AssertionError(transformer);
    }

    private void run(JsonNode step) {
        switch (step.get("op").asText()) {
            case "publish" -> publish(step.get("samples"));
            case "flush" -> flush();
            case "set_wall_clock" ->
                now = TestSamples.moment(
                        step.get("seconds_after_2016-01-01T12:00:00Z").asDouble());
            default -> throw new AssertionError(step);
        }
    }

    private void publish(JsonNode samples) {
        List<Sample> out = new ArrayList<>();
        for (JsonNode sample : samples) {
            try {
                out.addAll(through(0, sample(sample)));
            } catch (RuntimeException e) {
                events.add("error");
            }
        }
        events.add("publish " + rows(out));
    }

    private void flush() {
        for (int i = 0; i < chain.size(); i++) {
            List<Sample> out = new ArrayList<>();
            for (Sample sample : chain.get(i).flush()) {
                out.addAll(through(i + 1, sample));
            }
            events.add("flush " + i + " " + rows(out));
        }
    }

    private List<Sample> through(int first, Sample sample) {
        List<Sample> samples = List.of(sample);
        for (Transformer transformer : chain.subList(first, chain.size())) {
            samples = samples.stream()
                    .flatMap(one -> transformer.transform(one).stream())
                    .toList();
        }
        return samples;
    }

    @SuppressWarnings("unchecked") // it is a JSON object
    private static Sample sample(JsonNode json) {
        Meter.Type type = Meter.Type.valueOf(json.get("type").asText().toUpperCase(Locale.ROOT));
        Meter meter =
                new Meter(json.get("name").asText(), type, json.get("unit").asText(), Optional.empty());
        Owner owner = new Owner(
                json.get("user_id").asText(), null, json.get("project_id").asText(), null);
        Map<String, Object> metadata = (Map<String, Object>) JsonParameters.value(json.get("resource_metadata"));
        Resource resource = new Resource(json.get("resource_id").asText(), owner, metadata, Map.of(), 0);
        return Sample.of(meter, resource, (Number) JsonParameters.value(json.get("volume")), moment(json));
    }

    private static Moment moment(JsonNode json) {
        String timestamp = json.get("timestamp").asText();
        Instant wall = timestamp.contains("+")
                ? OffsetDateTime.parse(timestamp).toInstant()
                : LocalDateTime.parse(timestamp).toInstant(ZoneOffset.UTC);
        JsonNode monotonic = json.get("monotonic_time");
        long nanos = monotonic.isNull()
                ? Duration.between(TestSamples.START, wall).toNanos()
                : Math.round(monotonic.asDouble() * 1e9);
        return new Moment(wall, nanos);
    }

    private static String rows(List<Sample> samples) {
        return samples.stream().map(TransformerExample::row).toList().toString();
    }

    private static String row(Sample sample) {
        Owner owner = sample.resource().owner();
        return String.join(
                " ",
                sample.meter().name(),
                sample.meter().type().toString(),
                sample.volume().toString(),
                sample.meter().unit(),
                sample.resource().id(),
                owner.userId(),
                owner.projectId(),
                TIME_OF_DAY.format(sample.read().wall()),
                sample.resource().metadata().toString());
    }

    static List<String> expected(JsonNode example) {
        List<String> events = new ArrayList<>();
        for (JsonNode event : example.get("expected")) {
            switch (event.get("event").asText()) {
                case "publish" -> events.add("publish " + expectedRows(event));
                case "flush" -> events.add("flush " + event.get("from_transformer") + " " + expectedRows(event));
                default -> events.add("error");
            }
        }
        return events;
    }

    private static List<String> expectedRows(JsonNode event) {
        List<String> rows = new ArrayList<>();
        for (JsonNode sample : event.get("emitted")) {
            rows.add(List.of(
                            "name",
                            "type",
                            "volume",
                            "unit",
                            "resource_id",
                            "user_id",
                            "project_id",
                            "time_of_day",
                            "resource_metadata")
                    .stream()
                    .map(field -> String.valueOf(JsonParameters.value(sample.get(field))))
                    .collect(Collectors.joining(" ")));
        }
        return rows;
    }
}
