package io.nephometer.transformer.basic.pattern;

import io.nephometer.transformer.basic.expression.SyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression in Python syntax. Unsupported syntax is rejected: conditional groups such as {@code (?(1)a|b)},
 * the flags {@code a}, {@code L}, {@code u} and {@code x}, and named characters {@code \N{…}}. Syntax that only Java
 * supports (possessive quantifiers and variable-length lookbehind) is accepted. An empty match is never followed by a
 * longer match at the same position.
 *
 * @param groups the numbers of the named groups, keyed by name
 * @param groupCount the total number of groups
 */
public record PythonPattern(Pattern pattern, Map<String, Integer> groups, int groupCount) {

    /**
     * The maximum length of a name or unit that is mapped. Matching nested repetitions against a longer string may
     * effectively never terminate.
     */
    static final int MAX_VALUE_LENGTH = 255;

    public static PythonPattern compile(String text) throws SyntaxException {
        PatternTranslation translation = PatternTranslation.of(text);
        try {
            int flags = Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS;
            return new PythonPattern(
                    Pattern.compile(translation.java(), flags), translation.groups(), translation.groupCount());
        } catch (PatternSyntaxException e) {
            String description = e.getDescription().toLowerCase(Locale.ROOT);
            throw new SyntaxException(
                    translation.origin(e.getIndex()), "not a valid regular expression: " + description);
        }
    }

    /** Replaces every match in the value, as {@code re.sub} does. */
    public String replaceAll(String value, PythonReplacement replacement) {
        if (value.length() > MAX_VALUE_LENGTH) {
            throw new IllegalArgumentException(
                    "a name or unit of more than " + MAX_VALUE_LENGTH + " characters is not mapped");
        }
        Matcher matcher = pattern.matcher(new ReadLimitedText(value));
        StringBuilder result = new StringBuilder();
        int end = 0;
        while (matcher.find()) {
            result.append(value, end, matcher.start());
            replacement.append(matcher, value, result);
            end = matcher.end();
        }
        return result.append(value, end, value.length()).toString();
    }
}
