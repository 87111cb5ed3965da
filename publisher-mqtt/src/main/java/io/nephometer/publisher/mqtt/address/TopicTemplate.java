package io.nephometer.publisher.mqtt.address;

import io.nephometer.api.Batch;
import io.nephometer.api.Origin;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.text.Suggestion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A template for the topics to which samples are published. Placeholders represent the parts of a topic that differ
 * between samples.
 */
public record TopicTemplate(String text) {

    public static final String DEFAULT = "nephometer/{host}/samples";

    /** The maximum length of an MQTT topic in bytes. */
    public static final int MAX_BYTES = 65_535;

    private static final List<String> PLACEHOLDERS = List.of("host", "source", "route", "instance", "meter");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /** The placeholder values for one sample. Samples with equal placeholder values are published to the same topic. */
    private record Key(String instance, String meter) {}

    public TopicTemplate {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("the topic is longer than the " + MAX_BYTES + " bytes that MQTT allows");
        }
    }

    /**
     * @throws IllegalArgumentException if the template is invalid or produces topics to which messages cannot be
     *     published
     */
    public static TopicTemplate parse(String text) {
        TopicTemplate template = new TopicTemplate(text);
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            if (!PLACEHOLDERS.contains(matcher.group(1))) {
                throw invalid(
                        text,
                        "'" + matcher.group() + "' is not known: did you mean '{"
                                + Suggestion.nearest(matcher.group(1), PLACEHOLDERS) + "}'? Known are {"
                                + String.join("} {", PLACEHOLDERS) + "}");
            }
        }
        checkLiterals(text, matcher.replaceAll("x"));
        return template;
    }

    private static void checkLiterals(String text, String filled) {
        if (filled.matches("(?s).*[{}].*")) {
            throw invalid(text, "unbalanced brace: a placeholder is written {host}");
        }
        if (filled.matches("(?s).*[#+].*")) {
            throw invalid(text, "'#' and '+' are wildcards: a topic to publish to has none");
        }
        if (filled.chars().anyMatch(Character::isISOControl)) {
            throw invalid(text, "a control character: brokers close the link because of one");
        }
        if (filled.startsWith("/") || filled.endsWith("/") || filled.contains("//")) {
            throw invalid(text, "an empty level: expected names with one '/' between them");
        }
        if (filled.startsWith("$SYS")) {
            throw invalid(text, "$SYS belongs to the broker: what is published there does not arrive");
        }
    }

    private static IllegalArgumentException invalid(String text, String reason) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return new IllegalArgumentException("topic '" + printable + "': " + reason);
    }

    /**
     * Returns a copy of the template with the host and route filled in, because both are the same for all messages on a
     * route.
     */
    public TopicTemplate forRoute(Origin origin) {
        return with("host", origin.host()).with("route", origin.route());
    }

    /**
     * Returns a topic filter that matches all topics produced by this template. In the filter, {@code +} replaces each
     * level that contains a placeholder.
     */
    public String filter() {
        return Arrays.stream(text.split("/"))
                .map(level -> PLACEHOLDER.matcher(level).find() ? "+" : level)
                .collect(Collectors.joining("/"));
    }

    private TopicTemplate with(String placeholder, String value) {
        return new TopicTemplate(text.replace("{" + placeholder + "}", TopicLevel.escape(value)));
    }

    /**
     * Returns the samples in a batch, grouped by topic. Topics and samples retain the order in which they occur in the
     * batch.
     */
    public Map<String, List<Sample>> byTopic(Batch batch) {
        String topic = with("source", batch.source()).text;
        boolean byInstance = topic.contains("{instance}");
        boolean byMeter = topic.contains("{meter}");
        if (!byInstance && !byMeter) {
            return Map.of(topic, batch.samples());
        }
        Map<String, List<Sample>> shares = new LinkedHashMap<>();
        Map<Key, List<Sample>> known = new HashMap<>();
        for (Sample sample : batch.samples()) {
            Key key = new Key(
                    byInstance ? instance(sample.resource()) : "",
                    byMeter ? sample.meter().name() : "");
            known.computeIfAbsent(key, k -> shares.computeIfAbsent(fill(topic, k), t -> new ArrayList<>()))
                    .add(sample);
        }
        return shares;
    }

    private static String fill(String topic, Key key) {
        return topic.replace("{instance}", TopicLevel.escape(key.instance))
                .replace("{meter}", TopicLevel.escape(key.meter));
    }

    private static String instance(Resource resource) {
        return resource.metadata().get("instance_id") instanceof String id && !id.isEmpty() ? id : resource.id();
    }
}
