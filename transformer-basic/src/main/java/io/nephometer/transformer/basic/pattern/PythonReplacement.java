package io.nephometer.transformer.basic.pattern;

import io.nephometer.transformer.basic.expression.SyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A replacement template in Python syntax. The template may contain the references {@code \1}, {@code \g<1>} and
 * {@code \g<name>}. The character {@code $} has no special meaning.
 */
public record PythonReplacement(List<Part> parts) {

    private static final Pattern REFERENCE = Pattern.compile("\\\\(?:g<(?<named>[^>]*)>|(?<number>[1-9]\\d?))");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?<escape>[\\\\nrtabfv]|[^A-Za-z0-9])", Pattern.DOTALL);
    private static final String ESCAPES = "nrtabfv";
    private static final String ESCAPED = "\n\r\t\u0007\b\f\u000B";

    /**
     * Either literal text or a reference to a group. A reference to a group that did not participate in the match is
     * replaced with an empty string.
     */
    private record Part(String text, int group) {}

    public static PythonReplacement compile(String text, PythonPattern pattern) throws SyntaxException {
        List<Part> parts = new ArrayList<>();
        Matcher reference = REFERENCE.matcher(text);
        Matcher escape = ESCAPE.matcher(text);
        for (int at = 0, end; at < text.length(); at = end) {
            if (text.charAt(at) != '\\') {
                int backslash = text.indexOf('\\', at);
                end = backslash < 0 ? text.length() : backslash;
                parts.add(new Part(text.substring(at, end), -1));
            } else if (reference.region(at, text.length()).lookingAt()) {
                parts.add(new Part("", group(reference, at, pattern)));
                end = reference.end();
            } else if (escape.region(at, text.length()).lookingAt()) {
                parts.add(new Part(unescaped(escape.group("escape")), -1));
                end = escape.end();
            } else {
                throw new SyntaxException(at, "unknown escape: write \\1 or \\g<1> for a group, \\\\ for a backslash");
            }
        }
        return new PythonReplacement(List.copyOf(parts));
    }

    private static String unescaped(String escape) {
        int known = ESCAPES.indexOf(escape);
        if (known >= 0) {
            return String.valueOf(ESCAPED.charAt(known));
        }
        return escape.equals("\\") ? escape : "\\" + escape; // as in Python: '\.' keeps its backslash
    }

    private static int group(Matcher reference, int at, PythonPattern pattern) throws SyntaxException {
        String named = reference.group("named");
        String number = named == null ? reference.group("number") : named;
        if (number.matches("\\d{1,3}") && Integer.parseInt(number) <= pattern.groupCount()) {
            return Integer.parseInt(number);
        }
        if (pattern.groups().containsKey(number)) {
            return pattern.groups().get(number);
        }
        throw new SyntaxException(at, "map_from has no group '" + number + "'; it has " + pattern.groupCount());
    }

    void append(Matcher match, String value, StringBuilder result) {
        for (Part part : parts) {
            if (part.group < 0) {
                result.append(part.text);
            } else if (match.start(part.group) >= 0) {
                result.append(value, match.start(part.group), match.end(part.group));
            }
        }
    }
}
