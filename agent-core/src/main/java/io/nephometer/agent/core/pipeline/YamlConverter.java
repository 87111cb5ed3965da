package io.nephometer.agent.core.pipeline;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Converts YAML nodes into plain values for use as transformer parameters. Numbers in unusual notations, dates and
 * similar values are reported as mistakes and converted to null.
 */
final class YamlConverter {

    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+([eE][-+]?[0-9]+)?");

    private final BiConsumer<Node, String> mistakes;

    YamlConverter(BiConsumer<Node, String> mistakes) {
        this.mistakes = mistakes;
    }

    /**
     * Returns the value of a node: a String, Long, BigInteger, Double, Boolean, null, or a List or Map of such values.
     */
    Object of(Node node) {
        if (node instanceof MappingNode mapping) {
            return map(mapping);
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>();
            sequence.getValue().forEach(element -> list.add(of(element)));
            return Collections.unmodifiableList(list);
        }
        return scalar((ScalarNode) node);
    }

    private Map<String, Object> map(MappingNode mapping) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                mistakes.accept(tuple.getKeyNode(), "a key is a text");
            } else if (map.containsKey(key.getValue())) {
                mistakes.accept(key, "the key '" + key.getValue() + "' occurs twice: keep one");
            } else {
                map.put(key.getValue(), of(tuple.getValueNode()));
            }
        }
        return Collections.unmodifiableMap(map);
    }

    private Object scalar(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.STR)) {
            return text;
        }
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return isTrue(node);
        }
        if (tag.equals(Tag.INT) && INTEGER.matcher(text).matches()) {
            BigInteger value = new BigInteger(text);
            return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
        }
        if (tag.equals(Tag.FLOAT) && DECIMAL.matcher(text).matches() && Double.isFinite(Double.parseDouble(text))) {
            return Double.parseDouble(text);
        }
        mistakes.accept(
                node,
                "YAML reads " + text + " as " + YamlFields.kind(tag) + ": write a number in decimal, or \"" + text
                        + "\" in quotes");
        return null;
    }

    /**
     * Returns whether a boolean scalar is true in any of the spellings that YAML 1.1 permits, such as {@code true},
     * {@code yes} or {@code on}.
     */
    static boolean isTrue(ScalarNode node) {
        return Set.of("true", "yes", "on").contains(node.getValue().toLowerCase(Locale.ROOT));
    }

    /**
     * Returns a note about a boolean that may have been meant as text, or an empty string if there is no such boolean.
     * The note is appended to the plugin's error message.
     */
    static String guess(Node node) {
        boolean guessed = node instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.BOOL)
                && !scalar.getValue().matches("(?i)true|false");
        String text = guessed ? ((ScalarNode) node).getValue() : "";
        return guessed ? "; YAML reads " + text + " as true or false: for the text, write \"" + text + "\"" : "";
    }

    /** Returns the node at the end of a path of keys, or the last existing node on the path. */
    static Node at(Node node, List<String> path) {
        Node here = node;
        for (String key : path) {
            here = child(here, key);
        }
        return here;
    }

    private static Node child(Node node, String key) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(key)) {
                    return tuple.getValueNode();
                }
            }
        }
        return node;
    }
}
