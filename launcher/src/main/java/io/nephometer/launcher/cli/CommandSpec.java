package io.nephometer.launcher.cli;

import io.nephometer.text.Suggestion;
import io.nephometer.text.command.AgentCommand;
import io.nephometer.text.command.Option;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The specification of one {@code bin/nephometer} command.
 *
 * @param operands the synopsis of the operands that follow the options, as shown in the help; empty if the command does
 *     not accept operands
 * @param example an example command line that works as written
 */
public record CommandSpec(
        String name,
        List<Option> options,
        String operands,
        String summary,
        String details,
        String example,
        Action action) {

    /** The implementation of a command. */
    @FunctionalInterface
    public interface Action {
        /** Runs the command and returns the exit status. */
        int run(ParsedArguments arguments) throws CommandException, IOException, InterruptedException;
    }

    public CommandSpec {
        options = List.copyOf(options);
    }

    /**
     * Returns the specification of a command that the agent executes.
     *
     * @param folders the options that the launcher interprets
     * @param more the details that apply only to the command line; may be empty
     */
    public static CommandSpec of(AgentCommand command, List<Option> folders, String more, Action action) {
        return new CommandSpec(
                command.word(),
                Stream.concat(folders.stream(), command.options().stream()).toList(),
                command.operands(),
                command.summary(),
                command.details() + (more.isEmpty() ? "" : "\n" + more),
                command.example(),
                action);
    }

    /** Returns whether all words after the first operand are operands, even if they start with a dash. */
    boolean takesText() {
        return operands.startsWith("[COMMAND...");
    }

    Option option(String word) throws CommandException {
        if (word.equals(Option.HELP.word()) || word.equals("-h")) {
            return Option.HELP;
        }
        for (Option option : options) {
            if (option.word().equals(word)) {
                return option;
            }
        }
        List<String> known = options.stream().map(Option::word).toList();
        throw CommandException.misuse("%s: unknown option %s%s".formatted(name, word, hint(word, known)));
    }

    /**
     * Returns a suggestion, for example {@code ; did you mean "status"?}, or an empty string if no known word is
     * similar to the given word.
     */
    public static String hint(String word, Collection<String> known) {
        return Suggestion.similar(word, known)
                .map("; did you mean \"%s\"?"::formatted)
                .orElse("");
    }

    String synopsis() {
        return ("nephometer " + name + (options.isEmpty() ? " " : " [OPTION...] ") + operands).strip();
    }

    public String help() {
        return Option.help(synopsis(), details, options, "bin/nephometer " + example);
    }
}
