package io.nephometer.transformer.basic.pattern;

import io.nephometer.transformer.basic.expression.SyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates a regular expression from Python syntax into Java syntax. Named groups are converted to numbered
 * groups.
 */
final class PatternTranslation {

    private static final int MAX_LENGTH = 1000;
    private static final int MAX_REPETITIONS = 1000;

    private static final Pattern NAMED = Pattern.compile("\\(\\?P<(?<name>[A-Za-z_]\\w*)>");
    private static final Pattern NAMED_REFERENCE = Pattern.compile("\\(\\?P=(?<name>\\w+)\\)");
    private static final Pattern COMMENT = Pattern.compile("\\(\\?#[^)]*\\)");
    private static final Pattern PLAIN_GROUP = Pattern.compile("\\(\\?(?:[:=!>]|<[=!]|[ims]*(?:-[ims]+)?[:)])");
    private static final Pattern REPEAT = Pattern.compile("\\{(?<least>\\d*)(?<more>,(?<most>\\d*))?}");
    private static final Pattern OCTAL = Pattern.compile("\\\\(?<code>0[0-7]{0,2}|[1-3][0-7]{2})");
    private static final Pattern REFERENCE = Pattern.compile("\\\\(?<number>[1-9]\\d?)");
    private static final Pattern CODE = Pattern.compile("\\\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})");

    private final String text;
    private final StringBuilder java = new StringBuilder();
    private final TreeMap<Integer, Integer> origins = new TreeMap<>();
    private final Map<String, Integer> groups = new HashMap<>();
    private int groupCount;
    private int at;

    private PatternTranslation(String text) {
        this.text = text;
    }

    static PatternTranslation of(String text) throws SyntaxException {
        if (text.length() > MAX_LENGTH) {
            throw new SyntaxException(MAX_LENGTH, "a regular expression has at most " + MAX_LENGTH + " characters");
        }
        PatternTranslation translation = new PatternTranslation(text);
        while (translation.at < text.length()) {
            translation.origins.put(translation.java.length(), translation.at);
            translation.next();
        }
        translation.origins.put(translation.java.length(), text.length());
        return translation;
    }

    String java() {
        return java.toString();
    }

    Map<String, Integer> groups() {
        return groups;
    }

    int groupCount() {
        return groupCount;
    }

    /** Returns the index in the original expression that corresponds to the given index in the translation. */
    int origin(int index) {
        Map.Entry<Integer, Integer> origin = origins.floorEntry(index);
        return origin == null ? 0 : origin.getValue();
    }

    private void next() throws SyntaxException {
        switch (text.charAt(at)) {
            case '\\' -> escape(false);
            case '(' -> group();
            case '[' -> characterClass();
            case '{' -> repeat();
            case '}' -> put("\\}", 1);
            default -> put(text.substring(at, at + 1), 1);
        }
    }

    private void put(String translated, int length) {
        java.append(translated);
        at += length;
    }

    private Matcher here(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        return matcher.lookingAt() ? matcher : null;
    }

    private void escape(boolean inClass) throws SyntaxException {
        Matcher found;
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        if ((found = here(OCTAL)) != null) {
            put(
                    String.format(Locale.ROOT, "\\x%02x", Integer.parseInt(found.group("code"), 8)),
                    found.group().length());
        } else if (!inClass && (found = here(REFERENCE)) != null) {
            put(
                    reference(Integer.parseInt(found.group("number"))),
                    found.group().length());
        } else if ((found = here(CODE)) != null) {
            put(found.group(), found.group().length());
        } else if (next == 'v' || next == 'b' && inClass) {
            put(next == 'v' ? "\\x0B" : "\\x08", 2);
        } else if (next == 'Z' && !inClass) {
            put("\\z", 2);
        } else if (isSame(next, inClass)) {
            put("\\" + next, 2);
        } else {
            throw new SyntaxException(at, "unknown escape in a regular expression: write \\\\ for a backslash");
        }
    }

    /** Returns whether a backslash followed by the given character has the same meaning in Python and in Java. */
    private static boolean isSame(char escape, boolean inClass) {
        boolean punctuation = escape != 0 && (escape > 127 || !Character.isLetterOrDigit(escape));
        return punctuation || "dDwWsSafnrt".indexOf(escape) >= 0 || !inClass && "bBA".indexOf(escape) >= 0;
    }

    private String reference(int group) throws SyntaxException {
        if (group > groupCount) {
            throw new SyntaxException(at, "there is no group " + group + " before this");
        }
        return "(?:\\" + group + ")";
    }

    private void group() throws SyntaxException {
        Matcher found;
        if (!text.startsWith("(?", at)) {
            groupCount++;
            put("(", 1);
        } else if ((found = here(NAMED)) != null) {
            if (groups.put(found.group("name"), ++groupCount) != null) {
                throw new SyntaxException(at, "there are two groups '" + found.group("name") + "'");
            }
            put("(", found.group().length());
        } else if ((found = here(NAMED_REFERENCE)) != null) {
            put(
                    reference(groups.getOrDefault(found.group("name"), groupCount + 1)),
                    found.group().length());
        } else if ((found = here(COMMENT)) != null) {
            put("", found.group().length());
        } else if ((found = here(PLAIN_GROUP)) != null) {
            put(found.group(), found.group().length());
        } else {
            throw new SyntaxException(at, "this kind of group is not supported: (?P<name>…) and (?:…) are");
        }
    }

    /**
     * Translates a character class. The characters {@code [} and {@code &} are escaped, because they have a special
     * meaning inside a character class in Java but not in Python.
     */
    private void characterClass() throws SyntaxException {
        int start = at;
        put("[", 1);
        if (text.startsWith("^", at)) {
            put("^", 1);
        }
        int first = at;
        while (at < text.length() && (text.charAt(at) != ']' || at == first)) {
            char c = text.charAt(at);
            if (c == '\\') {
                escape(true);
            } else {
                put("[]&^".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c), 1);
            }
        }
        if (at == text.length()) {
            throw new SyntaxException(start, "not a valid regular expression: '[' is not closed");
        }
        put("]", 1);
    }

    private void repeat() throws SyntaxException {
        Matcher found = here(REPEAT);
        if (found == null || found.group().equals("{}")) {
            put("\\{", 1);
            return;
        }
        String least = found.group("least").isEmpty() ? "0" : found.group("least");
        String most = found.group("most") == null ? "" : found.group("most");
        for (String count : new String[] {least, most}) {
            if (count.length() > 4 || !count.isEmpty() && Integer.parseInt(count) > MAX_REPETITIONS) {
                throw new SyntaxException(at, "at most " + MAX_REPETITIONS + " repetitions are allowed");
            }
        }
        put(
                "{" + least + (found.group("more") == null ? "" : "," + most) + "}",
                found.group().length());
    }
}
