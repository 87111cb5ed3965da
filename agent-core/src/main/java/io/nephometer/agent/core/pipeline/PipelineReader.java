package io.nephometer.agent.core.pipeline;

import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.PipelineMistake;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Redaction;
import io.nephometer.text.Suggestion;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads pipeline.yaml and reports all mistakes in it at once. */
public final class PipelineReader {

    private static final Set<String> FILE_KEYS = sorted("sources", "sinks");
    private static final Set<String> SOURCE_KEYS =
            sorted("name", "interval", "align", "meters", "discovery", "resources", "sinks");
    private static final Set<String> SINK_KEYS = sorted("name", "transformers", "publishers");
    private static final Set<String> STEP_KEYS = sorted("name", "parameters");

    private final List<PipelineMistake> mistakes = new ArrayList<>();
    private final PipelineChecks checks;

    private PipelineReader(PipelineChecks checks) {
        this.checks = checks;
    }

    /** @throws PipelineException if the file contains mistakes; the exception lists all of them */
    public static Pipeline read(byte[] bytes, PipelineChecks checks) throws PipelineException {
        PipelineReader reader = new PipelineReader(checks);
        Pipeline pipeline = reader.file(YamlParser.parse(bytes));
        if (!reader.mistakes.isEmpty()) {
            throw new PipelineException(reader.mistakes);
        }
        return pipeline;
    }

    private Pipeline file(Node root) {
        Optional<YamlFields> fields = YamlFields.of(root, "the file", FILE_KEYS, this::mistake);
        if (fields.isEmpty()) {
            return Pipeline.EMPTY;
        }
        Map<String, Sink> sinks = new LinkedHashMap<>();
        for (Node node : requiredList(fields.get(), "sinks")) {
            sink(node).ifPresent(sink -> unique(sinks, sink.name(), sink, node, "sink"));
        }
        Map<String, Source> sources = new LinkedHashMap<>();
        for (Node node : requiredList(fields.get(), "sources")) {
            source(node, sinks.keySet()).ifPresent(source -> unique(sources, source.name(), source, node, "source"));
        }
        return new Pipeline(List.copyOf(sources.values()), List.copyOf(sinks.values()));
    }

    private List<Node> requiredList(YamlFields fields, String key) {
        if (fields.need(key).isEmpty()) {
            return List.of();
        }
        List<Node> list = fields.list(key);
        if (list.isEmpty() && fields.place(key) instanceof SequenceNode) {
            mistake(fields.place(key), "'" + key + "' is empty: name at least one");
        }
        return list;
    }

    private <T> void unique(Map<String, T> all, String name, T value, Node place, String what) {
        if (all.putIfAbsent(name, value) != null) {
            mistake(place, "a second " + what + " named '" + name + "': give each its own name");
        }
    }

    private Optional<Source> source(Node node, Set<String> sinks) {
        return YamlFields.of(node, "a source", SOURCE_KEYS, this::mistake)
                .map(fields -> new Source(
                        name(fields),
                        interval(fields),
                        fields.flag("align"),
                        meters(fields),
                        fields.texts("discovery"),
                        names(fields, fields.list("resources"), "resources", name -> Optional.empty()),
                        sinkNames(fields, sinks)));
    }

    private String name(YamlFields fields) {
        String name = fields.text("name").orElse("?");
        boolean fit = !name.isBlank() && name.length() <= 100 && name.chars().noneMatch(Character::isISOControl);
        if (!fit) {
            mistake(fields.place("name"), "a name has 1 to 100 printable characters");
        }
        return name;
    }

    private Duration interval(YamlFields fields) {
        Optional<String> text = fields.raw("interval");
        Optional<Duration> interval = text.flatMap(IntervalParser::parse);
        if (text.isPresent() && interval.isEmpty()) {
            mistake(
                    fields.place("interval"),
                    "the interval '" + text.get()
                            + "': expected 0.1 s to 366 days, as seconds in decimal or a number with ms, s, m or h");
        }
        return interval.orElse(Duration.ofSeconds(60));
    }

    private MeterPatterns meters(YamlFields fields) {
        if (fields.need("meters").isEmpty()) {
            return new MeterPatterns(List.of());
        }
        List<String> patterns = fields.texts("meters");
        boolean all = fields.place("meters") instanceof SequenceNode list
                && list.getValue().size() == patterns.size();
        if (all) { // if not, a mistake has already been reported
            MeterPatterns.mistake(patterns).ifPresent(what -> mistake(fields.place("meters"), what));
        }
        return new MeterPatterns(patterns);
    }

    private List<String> sinkNames(YamlFields fields, Set<String> sinks) {
        return names(fields, requiredList(fields, "sinks"), "sinks", name -> {
            if (sinks.contains(name)) {
                return Optional.empty();
            }
            String meant = Suggestion.similar(name, sinks)
                    .map(nearest -> "did you mean '" + nearest + "'?")
                    .orElse("define it under 'sinks'");
            return Optional.of("there is no sink '" + name + "': " + meant);
        });
    }

    private List<String> names(
            YamlFields fields, List<Node> nodes, String key, Function<String, Optional<String>> mistakeIn) {
        List<String> names = new ArrayList<>();
        for (Node node : nodes) {
            fields.text(node, "an element of '" + key + "'").ifPresent(name -> {
                mistakeIn.apply(name).ifPresent(what -> mistake(node, what));
                if (names.contains(name)) {
                    mistake(node, "'" + name + "' occurs twice in '" + key + "': keep one");
                }
                names.add(name);
            });
        }
        return names;
    }

    private Optional<Sink> sink(Node node) {
        return YamlFields.of(node, "a sink", SINK_KEYS, this::mistake).map(fields -> {
            String name = name(fields);
            List<TransformerStep> steps = new ArrayList<>();
            for (Node step : fields.list("transformers")) {
                step(step).ifPresent(steps::add);
            }
            List<URI> urls = new ArrayList<>();
            for (Node url : requiredList(fields, "publishers")) {
                fields.text(url, "a publisher").flatMap(text -> url(url, text)).ifPresent(urls::add);
            }
            return new Sink(name, steps, urls);
        });
    }

    private Optional<TransformerStep> step(Node node) {
        int before = mistakes.size();
        return YamlFields.of(node, "a transformer", STEP_KEYS, this::mistake).flatMap(fields -> {
            Node given = fields.get("parameters").orElse(null);
            if (given != null && !(given instanceof MappingNode)) {
                mistake(given, "'parameters' is a mapping of keys to values");
                return Optional.empty();
            }
            Object parameters = given == null ? Map.of() : new YamlConverter(this::mistake).of(given);
            TransformerStep step = new TransformerStep(fields.text("name").orElse("?"), asMap(parameters));
            if (mistakes.size() == before) { // if not, the transformer would report the same mistake again
                check(step, given == null ? node : given);
            }
            return Optional.of(step);
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object parameters) {
        return (Map<String, Object>) parameters;
    }

    private void check(TransformerStep step, Node parameters) {
        try {
            checks.transformer(step);
        } catch (ParameterException e) {
            Node wrong = YamlConverter.at(parameters, e.path());
            Mark start = wrong.getStartMark();
            boolean text = wrong instanceof ScalarNode scalar && scalar.getScalarStyle() != ScalarStyle.PLAIN;
            boolean oneLine = start.getLine() == wrong.getEndMark().getLine();
            int column = start.getColumn() + (oneLine ? e.offset() + (text ? 1 : 0) : 0);
            String what = step.transformer() + ": " + e.getMessage() + YamlConverter.guess(wrong);
            mistakes.add(new PipelineMistake(start.getLine() + 1, column + 1, what));
        }
    }

    private Optional<URI> url(Node place, String text) {
        try {
            URI url = new URI(normalised(text.contains("://") ? text : text + "://"));
            if (url.getScheme() == null) {
                throw new URISyntaxException(text, "no scheme");
            }
            Optional<String> wrong = checks.publisher(url);
            wrong.ifPresent(what -> mistake(place, Redaction.ofText(what, text)));
            return wrong.isEmpty() ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            String where = text.contains("@")
                    ? "; a user and a password belong in the .cfg file of the publisher, not in a URL"
                    : "";
            mistake(place, "'" + Redaction.ofUrl(text) + "' is not a URL: " + e.getReason() + where);
            return Optional.empty();
        }
    }

    /**
     * Converts a URL from pipeline.yaml into a form that {@link URI} accepts: a path is appended to a bare
     * {@code SCHEME://}, and braces, which may occur in topics, are escaped. The scheme is converted to lower case
     * because plugins declare their schemes in lower case; according to RFC 3986, schemes are case-insensitive.
     */
    private static String normalised(String text) {
        int end = text.indexOf("://");
        return (text.substring(0, end).toLowerCase(Locale.ROOT) + text.substring(end))
                .replaceFirst("://(?=[?#]|$)", ":///")
                .replace("{", "%7B")
                .replace("}", "%7D");
    }

    private void mistake(Node place, String what) {
        mistakes.add(YamlParser.mistake(place.getStartMark(), what));
    }

    private static Set<String> sorted(String... keys) {
        return new TreeSet<>(List.of(keys));
    }
}
