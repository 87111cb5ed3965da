package io.nephometer.transformer.basic.pattern;

import io.nephometer.transformer.basic.expression.SyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of Python's. What is not supported is an error: conditions {@code (?(1)a|b)}, the flags {@code a L
 * u x}, characters by name {@code \N{…}}. What Java can and Python cannot (possessive quantifiers, lookbehind of variable
 * length) is let through, and no text is matched both by an empty and then, at the same place, by a longer match.
 *
 * @param groups the numbers of the named ones
 * @param groupCount how many there are
 */
public record PythonPattern(Pattern pattern, Map<String, Integer> groups, int groupCount) {

    /** Names and units are short; nested repetition on a long one could take for ever. */
    static final int LONGEST_VALUE = 255;

    public static PythonPattern compile(String text) throws SyntaxException {
        PatternTranslation translation = PatternTranslation.of(text);
        try {
            int flags = Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS;
            return new PythonPattern(
                    Pattern.compile(translation.java(), flags), translation.groups(), translation.groupCount());
        } catch (PatternSyntaxException e) {
            String what = e.getDescription().toLowerCase(Locale.ROOT);
            throw new SyntaxException(translation.origin(e.getIndex()), "no regular expression: " + what);
        }
    }

    /** As {@code re.sub}: all occurrences, not anchored. */
    public String replaceAll(String value, PythonReplacement replacement) {
        if (value.length() > LONGEST_VALUE) {
            throw new IllegalArgumentException(
                    "a name or unit of more than " + LONGEST_VALUE + " characters is not mapped");
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
