package io.nephometer.agent.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parsed arguments of a command: words, and options with or without a value. */
public record CommandArguments(List<String> words, Map<String, String> options) {

    public static final String JSON = "--json";
    public static final String HELP = "--help";

    /** Parses the arguments of a command whose only options are {@code --json} and {@code --help}. */
    static CommandArguments of(String[] given) {
        return of(given, Set.of(JSON, HELP), Set.of());
    }

    /**
     * Parses the arguments of a command.
     *
     * @param flags the known options without a value
     * @param valued the known options that are followed by a value
     * @throws IllegalArgumentException if an option is unknown or its value is missing
     */
    public static CommandArguments of(String[] given, Set<String> flags, Set<String> valued) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < given.length; i++) {
            String word = given[i];
            if (!word.startsWith("--")) {
                words.add(word);
            } else if (flags.contains(word)) {
                options.put(word, "");
            } else if (!valued.contains(word)) {
                throw new IllegalArgumentException("unknown option " + word + ": see --help");
            } else if (i + 1 == given.length) {
                throw new IllegalArgumentException(word + " needs a value: see --help");
            } else {
                options.put(word, given[++i]);
            }
        }
        return new CommandArguments(words, options);
    }

    /**
     * Returns these arguments.
     *
     * @param most the maximum number of words
     * @throws IllegalArgumentException if there are more words
     */
    public CommandArguments withWords(int most) {
        if (words.size() > most) {
            throw new IllegalArgumentException("unexpected word '" + words.get(most) + "': see --help");
        }
        return this;
    }

    public boolean wantsJson() {
        return has(JSON);
    }

    public boolean wantsHelp() {
        return has(HELP);
    }

    public boolean has(String option) {
        return options.containsKey(option);
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(options.get(option));
    }
}
