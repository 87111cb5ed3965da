package io.nephometer.agent.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The meters that a source wants, as shell patterns; {@code !x} excludes. The patterns are either all inclusions, or
 * all exclusions with or without {@code *}.
 */
public record MeterPatterns(List<String> patterns) {

    public MeterPatterns {
        patterns = List.copyOf(patterns);
    }

    /** Returns what is wrong with a list of patterns and how to correct it; empty if it is valid. */
    public static Optional<String> mistake(List<String> patterns) {
        if (patterns.isEmpty()) {
            return Optional.of("no meters: name at least one, or [\"*\"] for all");
        }
        List<String> included =
                patterns.stream().filter(p -> !p.startsWith("!")).toList();
        boolean everything = included.stream().anyMatch(MeterPatterns::isEverything);
        if (patterns.contains("") || patterns.contains("!")) {
            return Optional.of("an empty pattern: give a meter's name, or \"*\" for all");
        }
        if (everything && included.size() > 1) {
            return Optional.of("\"*\" includes all meters already: leave the other inclusions out, or \"*\"");
        }
        if (!everything && !included.isEmpty() && included.size() < patterns.size()) {
            return Optional.of("inclusions and exclusions do not mix: keep only one kind, or \"*\" with exclusions");
        }
        return patterns.stream()
                .filter(pattern -> !compiles(pattern))
                .findFirst()
                .map(pattern -> "'" + pattern + "' is not a valid pattern: a bracket's range runs backwards");
    }

    /** Compiles the patterns to a predicate on meter names. */
    public Predicate<String> compile() {
        List<Pattern> included = new ArrayList<>();
        List<Pattern> excluded = new ArrayList<>();
        for (String pattern : patterns) {
            if (pattern.startsWith("!")) {
                excluded.add(regex(pattern.substring(1)));
            } else {
                included.add(regex(pattern));
            }
        }
        return name -> excluded.stream().noneMatch(p -> p.matcher(name).matches())
                && (included.isEmpty()
                        || included.stream().anyMatch(p -> p.matcher(name).matches()));
    }

    private static boolean isEverything(String pattern) {
        return !pattern.isEmpty() && pattern.chars().allMatch(c -> c == '*');
    }

    private static boolean compiles(String pattern) {
        try {
            regex(pattern.startsWith("!") ? pattern.substring(1) : pattern);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /**
     * Translates a pattern with the rules of Python's fnmatch: {@code *} matches any characters, dots included,
     * {@code ?} one character, {@code [seq]} and {@code [!seq]} one of a set; an unclosed bracket stands for itself.
     */
    private static Pattern regex(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            int close = c == '[' ? closing(glob, i) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (close > 0) {
                regex.append(bracket(glob.substring(i + 1, close)));
                i = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static int closing(String glob, int open) {
        int first = open + 1;
        if (first < glob.length() && glob.charAt(first) == '!') {
            first++;
        }
        return glob.indexOf(']', first + 1); // a closing bracket right after the opening one is a member
    }

    private static String bracket(String members) {
        boolean not = members.startsWith("!");
        String escaped = (not ? members.substring(1) : members).replaceAll("[\\[\\]\\\\&^]", "\\\\$0");
        return "[" + (not ? "^" : "") + escaped + "]";
    }
}
