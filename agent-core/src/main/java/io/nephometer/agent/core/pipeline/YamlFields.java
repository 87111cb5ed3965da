package io.nephometer.agent.core.pipeline;

import io.nephometer.text.Suggestion;
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

/** Reads the values of one mapping strictly: an invalid value is reported to {@code mistakes} and treated as absent. */
final class YamlFields {

    private final Node node;
    private final String name;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> meant = new HashSet<>();
    private final BiConsumer<Node, String> mistakes;

    private YamlFields(Node node, String name, BiConsumer<Node, String> mistakes) {
        this.node = node;
        this.name = name;
        this.mistakes = mistakes;
    }

    /** @param name the name by which messages refer to the mapping, such as {@code a source} */
    static Optional<YamlFields> of(Node node, String name, Set<String> known, BiConsumer<Node, String> mistakes) {
        if (!(node instanceof MappingNode mapping)) {
            mistakes.accept(node, name + " is a mapping of keys to values: " + String.join(", ", known));
            return Optional.empty();
        }
        YamlFields fields = new YamlFields(node, name, mistakes);
        for (NodeTuple tuple : mapping.getValue()) {
            fields.put(tuple, known);
        }
        return Optional.of(fields);
    }

    private void put(NodeTuple tuple, Set<String> known) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        if (!known.contains(key)) {
            Optional<String> nearest = Suggestion.similar(key, known);
            nearest.ifPresent(meant::add);
            String right = nearest.map(word -> "did you mean '" + word + "'?")
                    .orElse(name + " knows " + String.join(", ", known));
            mistakes.accept(tuple.getKeyNode(), "unknown key '" + key + "' in " + name + ": " + right);
        } else if (values.putIfAbsent(key, tuple.getValueNode()) != null) {
            mistakes.accept(tuple.getKeyNode(), "the key '" + key + "' occurs twice in " + name + ": keep one");
        }
    }

    /**
     * Returns the node at which a mistake in a key's value is reported: the value, or the mapping if the key is absent.
     */
    Node place(String key) {
        return values.getOrDefault(key, node);
    }

    Optional<Node> get(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !isNull(value));
    }

    /** Returns the value of a required key, or reports a mistake if the key is absent. */
    Optional<Node> need(String key) {
        Optional<Node> value = get(key);
        if (value.isEmpty() && !meant.contains(key)) { // a mistyped key has already been reported
            mistakes.accept(place(key), name + " needs '" + key + "'");
        }
        return value;
    }

    Optional<String> text(String key) {
        return need(key).flatMap(value -> text(value, "'" + key + "'"));
    }

    /** Returns the text of a scalar as written in the file, regardless of the type that YAML assigns to the scalar. */
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
            return YamlConverter.isTrue(scalar);
        }
        mistakes.accept(value.get(), "'" + key + "' is true or false");
        return false;
    }

    /** Returns the elements of the list stored under a key. An absent key or a null value counts as an empty list. */
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

    /**
     * Returns the text of a scalar. A scalar to which YAML assigns a type other than text, such as {@code no} or
     * {@code 12:30}, is reported as a mistake.
     */
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

    /** Returns the name that messages use for a type of YAML scalar. */
    static String kind(Tag tag) {
        if (tag.equals(Tag.BOOL)) {
            return "true or false";
        }
        return tag.equals(Tag.TIMESTAMP) ? "a date" : "a number";
    }
}
