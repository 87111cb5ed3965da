package io.nephometer.agent.shell;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Completes the word at the cursor in the shell.
 *
 * @param commands the names of the commands, including their scopes, as registered with Gogo
 */
record Completion(
        Collection<String> commands, Collection<String> bundles, Collection<String> meters, Collection<String> routes) {

    private static final Set<String> HIDDEN = Set.of("meter:complete");
    private static final String BEGINS_A_COMMAND = ".*[|;&({]";

    /** Returns the completion candidates for the word that ends at the cursor, in alphabetical order. */
    List<String> candidates(String line, int cursor) {
        String typed = line.substring(0, Math.max(0, Math.min(cursor, line.length())));
        String[] words = typed.replaceFirst(BEGINS_A_COMMAND, "").stripLeading().split("\\s+", -1);
        String word = words[words.length - 1];
        return possible(words, word)
                .filter(candidate -> candidate.startsWith(word))
                .distinct()
                .sorted()
                .toList();
    }

    private Stream<String> possible(String[] words, String word) {
        if (words.length == 1) {
            return names(word);
        }
        return switch (function(words[0])) {
            case "start", "stop", "update", "uninstall", "headers", "refresh", "resolve" -> bundles.stream();
            case "why", "tap", "poll" -> meters.stream();
            case "spool" -> spool(words);
            case "help" -> names(word);
            default -> Stream.empty();
        };
    }

    private Stream<String> spool(String[] words) {
        if (words.length == 2) {
            return Stream.of("list", "verify", "drop");
        }
        return words.length == 3 && words[1].equals("drop") ? routes.stream() : Stream.empty();
    }

    /**
     * Returns the names of the commands. Names with a scope would double the length of the full list, so they are
     * included only if the user has typed part of a word.
     */
    private Stream<String> names(String word) {
        Stream<String> known = commands.stream().filter(command -> !HIDDEN.contains(command));
        Stream<String> names = known.flatMap(
                command -> word.isEmpty() ? Stream.of(function(command)) : Stream.of(function(command), command));
        return Stream.concat(names, Stream.of("exit"));
    }

    private static String function(String command) {
        return command.substring(command.indexOf(':') + 1);
    }
}
