package io.nephometer.agent.core.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The shell patterns that select the meters that a source polls; a pattern of the form {@code !x} excludes the meters
 * that match {@code x}. The patterns are either all inclusions or all exclusions; exclusions can be combined with
 * {@code *}.
 *
 * @param patterns the patterns as written in pipeline.yaml
 */
public record MeterPatterns(List<String> patterns) {

    public MeterPatterns {
        patterns = List.copyOf(patterns);
    }

    /**
     * Returns a message that explains what is wrong with a list of patterns and how to correct the list, or empty if
     * the list is valid.
     */
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

    /** Compiles the patterns into a predicate on meter names. */
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

    /**
     * A shell pattern with the syntax of Python's fnmatch: {@code *} matches any run of characters (including dots),
     * {@code ?} matches one character, {@code [seq]} matches one character in the set, and {@code [!seq]} matches one
     * character not in the set. An unclosed opening bracket matches itself. The matching time is at most proportional
     * to the product of the pattern length and the text length.
     */
    private static final class Glob implements Predicate<String> {

        private static final IntPredicate ANY_RUN = null;

        /**
         * The parts of the pattern: a predicate for each single character, and {@link #ANY_RUN} for each run of
         * arbitrary characters. No two runs of arbitrary characters are adjacent.
         */
        private final List<IntPredicate> parts = new ArrayList<>();

        /** @throws java.util.regex.PatternSyntaxException if a character range in brackets is reversed */
        Glob(String glob) {
            int[] characters = glob.codePoints().toArray();
            for (int i = 0; i < characters.length; i++) {
                int character = characters[i];
                int close = character == '[' ? closing(characters, i) : -1;
                if (character == '*') {
                    if (parts.isEmpty() || parts.get(parts.size() - 1) != ANY_RUN) {
                        parts.add(ANY_RUN);
                    }
                } else if (character == '?') {
                    parts.add(any -> true);
                } else if (close > 0) {
                    parts.add(bracket(new String(characters, i + 1, close - i - 1)));
                    i = close;
                } else {
                    parts.add(other -> other == character);
                }
            }
        }

        private static int closing(int[] characters, int open) {
            int first = open + 1;
            if (first < characters.length && characters[first] == '!') {
                first++;
            }
            for (int i = first + 1; i < characters.length; i++) {
                // a closing bracket right after the opening bracket is a member of the set
                if (characters[i] == ']') {
                    return i;
                }
            }
            return -1;
        }

        private static IntPredicate bracket(String members) {
            boolean not = members.startsWith("!");
            String escaped = (not ? members.substring(1) : members).replaceAll("[\\[\\]\\\\&^]", "\\\\$0");
            Predicate<String> one =
                    Pattern.compile("[" + (not ? "^" : "") + escaped + "]").asMatchPredicate();
            return character -> one.test(Character.toString(character));
        }

        /**
         * Returns whether the whole text matches the pattern. After a mismatch, only the run matched by the last
         * {@code *} is extended.
         */
        @Override
        public boolean test(String text) {
            int[] characters = text.codePoints().toArray();
            int part = 0;
            int character = 0;
            int lastRun = -1;
            int runEnd = 0; // the index of the first character after the last run
            while (character < characters.length) {
                if (part < parts.size() && parts.get(part) == ANY_RUN) {
                    lastRun = part++;
                    runEnd = character;
                } else if (part < parts.size() && parts.get(part).test(characters[character])) {
                    part++;
                    character++;
                } else if (lastRun >= 0) {
                    part = lastRun + 1;
                    character = ++runEnd;
                } else {
                    return false;
                }
            }
            return part == parts.size() || part == parts.size() - 1 && parts.get(part) == ANY_RUN;
        }
    }
}
