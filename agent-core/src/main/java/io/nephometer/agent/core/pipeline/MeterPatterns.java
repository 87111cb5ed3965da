package io.nephometer.agent.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
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
        List<Glob> included = new ArrayList<>();
        List<Glob> excluded = new ArrayList<>();
        for (String pattern : patterns) {
            if (pattern.startsWith("!")) {
                excluded.add(new Glob(pattern.substring(1)));
            } else {
                included.add(new Glob(pattern));
            }
        }
        return name -> excluded.stream().noneMatch(glob -> glob.test(name))
                && (included.isEmpty() || included.stream().anyMatch(glob -> glob.test(name)));
    }

    private static boolean isEverything(String pattern) {
        return !pattern.isEmpty() && pattern.chars().allMatch(c -> c == '*');
    }

    private static boolean compiles(String pattern) {
        try {
            new Glob(pattern.startsWith("!") ? pattern.substring(1) : pattern);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
