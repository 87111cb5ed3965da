package io.nephometer.agent.core.pipeline;

import io.nephometer.api.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The keys of one mapping, read without guessing; what is wrong is told to {@code mistakes} and read as absent. */
final class YamlFields {

    private final Node node;
    private final String what;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> meant = new HashSet<>();
    private final BiConsumer<Node, String> mistakes;

    private YamlFields(Node node, String what, BiConsumer<Node, String> mistakes) {
        this.node = node;
        this.what = what;
        this.mistakes = mistakes;
    }

    /** @param what for the eyes of who made the mistake: {@code a source} */
    static Optional<YamlFields> of(Node node, String what, Set<String> known, BiConsumer<Node, String> mistakes) {
        if (!(node instanceof MappingNode mapping)) {
            mistakes.accept(node, what + " is a mapping of keys to values: " + String.join(", ", known));
            return Optional.empty();
        }
        YamlFields fields = new YamlFields(node, what, mistakes);
        for (NodeTuple tuple : mapping.getValue()) {
            fields.put(tuple, known);
        }
        return Optional.of(fields);
    }

    private void put(NodeTuple tuple, Set<String> known) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        if (!known.contains(key)) {
            Optional<String> nearest = Nearest.to(key, known);
            nearest.ifPresent(meant::add);
            String right = nearest.map(word -> "did you mean '" + word + "'?")
                    .orElse(what + " knows " + String.join(", ", known));
            mistakes.accept(tuple.getKeyNode(), "unknown key '" + key + "' in " + what + ": " + right);
        } else if (values.putIfAbsent(key, tuple.getValueNode()) != null) {
            mistakes.accept(tuple.getKeyNode(), "the key '" + key + "' stands twice in " + what + ": keep one");
        }
    }

    /** The place to complain at about a key that may be absent. */
    Node place(String key) {
        return values.getOrDefault(key, node);
    }

    Optional<Node> get(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !isNull(value));
    }

    /** As {@link #get}, and a mistake where it is absent. */
    Optional<Node> need(String key) {
        Optional<Node> value = get(key);
        if (value.isEmpty() && !meant.contains(key)) { // a mistyped one has been told already
            mistakes.accept(place(key), what + " needs '" + key + "'");
        }
        return value;
    }

    Optional<String> text(String key) {
        return need(key).flatMap(value -> text(value, "'" + key + "'"));
    }

    /** As it stands in the file, whatever YAML takes it for. */
    Optional<String> raw(String key) {
        return need(key)
                .flatMap(value -> value instanceof ScalarNode scalar
                        ? Optional.of(scalar.getValue())
                        : text(value, "'" + key + "'"));
    }

    boolean flag(String key) {
        Optional<Node> value = get(key);
        if (value.isEmpty()) {
            return false;
        }
        if (value.get() instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return YamlValues.isTrue(scalar);
        }
        mistakes.accept(value.get(), "'" + key + "' is true or false");
        return false;
    }

    /** The elements of a list; an absent or null key is an empty one. */
    List<Node> list(String key) {
        Optional<Node> value = get(key);
        if (value.isPresent() && !(value.get() instanceof SequenceNode)) {
            mistakes.accept(value.get(), "'" + key + "' is a list: put it in brackets, or a '-' before each element");
            return List.of();
        }
        return value.map(sequence -> ((SequenceNode) sequence).getValue()).orElse(List.of());
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        list(key)
                .forEach(element -> text(element, "an element of '" + key + "'").ifPresent(texts::add));
        return texts;
    }

    /** Text that YAML takes for text; a plain {@code no} or {@code 12:30} is a mistake, not a guess. */
    Optional<String> text(Node value, String name) {
        if (!(value instanceof ScalarNode scalar)) {
            mistakes.accept(value, name + " is a text, not a list or mapping");
            return Optional.empty();
        }
        if (isNull(value)) {
            mistakes.accept(value, name + " is empty: give a text");
            return Optional.empty();
        }
        if (!scalar.getTag().equals(Tag.STR)) {
            mistakes.accept(
                    value,
                    "YAML reads " + scalar.getValue() + " as " + kind(scalar.getTag()) + ": if " + name
                            + " is meant as text, write \"" + scalar.getValue() + "\"");
            return Optional.empty();
        }
        return Optional.of(scalar.getValue());
    }

    private static boolean isNull(Node value) {
        return value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    /** What YAML takes a scalar for. */
    static String kind(Tag tag) {
        if (tag.equals(Tag.BOOL)) {
            return "true or false";
        }
        return tag.equals(Tag.TIMESTAMP) ? "a date" : "a number";
    }
}
