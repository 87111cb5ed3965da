package io.nephometer.publisher.mqtt.address;

import io.nephometer.api.Batch;
import io.nephometer.api.Nearest;
import io.nephometer.api.Origin;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
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

/** The topic that samples go to, with placeholders for what differs from sample to sample. */
public record TopicTemplate(String text) {

    public static final String DEFAULT = "nephometer/{host}/samples";

    /** Bytes that MQTT has room for. */
    public static final int LONGEST = 65_535;

    private static final List<String> PLACEHOLDERS = List.of("host", "source", "route", "instance", "meter");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /** Two samples with equal ones go to the same topic. */
    private record Key(String instance, String meter) {}

    public TopicTemplate {
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IllegalArgumentException("the topic is longer than the " + LONGEST + " bytes that MQTT allows");
        }
    }

    /** @throws IllegalArgumentException if no message can be published to such a topic */
    public static TopicTemplate parse(String text) {
        TopicTemplate template = new TopicTemplate(text);
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            if (!PLACEHOLDERS.contains(matcher.group(1))) {
                throw wrong(
                        text,
                        "'" + matcher.group() + "' is not known: did you mean '{"
                                + Nearest.of(matcher.group(1), PLACEHOLDERS) + "}'? Known are {"
                                + String.join("} {", PLACEHOLDERS) + "}");
            }
        }
        checkLiterals(text, matcher.replaceAll("x"));
        return template;
    }

    private static void checkLiterals(String text, String filled) {
        if (filled.matches("(?s).*[{}].*")) {
            throw wrong(text, "a brace without its other one: a placeholder is written {host}");
        }
        if (filled.matches("(?s).*[#+].*")) {
            throw wrong(text, "'#' and '+' are wildcards: a topic to publish to has none");
        }
        if (filled.chars().anyMatch(Character::isISOControl)) {
            throw wrong(text, "a control character: brokers drop the link for one");
        }
        if (filled.startsWith("/") || filled.endsWith("/") || filled.contains("//")) {
            throw wrong(text, "an empty level: expected names with one '/' between them");
        }
        if (filled.startsWith("$SYS")) {
            throw wrong(text, "$SYS is the broker's own: nothing that is published there arrives");
        }
    }

    private static IllegalArgumentException wrong(String text, String why) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return new IllegalArgumentException("topic '" + printable + "': " + why);
    }

    /** With what is the same in all messages of a route filled in. */
    public TopicTemplate on(Origin origin) {
        return with("host", origin.host()).with("route", origin.route());
    }

    /** What to subscribe to, to hear all that is published: {@code +} for each level with a placeholder. */
    public String filter() {
        return Arrays.stream(text.split("/"))
                .map(level -> PLACEHOLDER.matcher(level).find() ? "+" : level)
                .collect(Collectors.joining("/"));
    }

    private TopicTemplate with(String placeholder, String value) {
        return new TopicTemplate(text.replace("{" + placeholder + "}", TopicLevel.of(value)));
    }

    /** The samples of a batch by the topic they go to; topics and samples in the order in which they come. */
    public Map<String, List<Sample>> share(Batch batch) {
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
        return topic.replace("{instance}", TopicLevel.of(key.instance)).replace("{meter}", TopicLevel.of(key.meter));
    }

    private static String instance(Resource resource) {
        return resource.metadata().get("instance_id") instanceof String id && !id.isEmpty() ? id : resource.id();
    }
}
