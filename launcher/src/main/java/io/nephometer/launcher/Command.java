package io.nephometer.launcher;

import java.io.IOException;
import java.util.List;

/**
 * A command of {@code bin/nephometer}.
 *
 * @param operands what may follow the options, as help shows it; empty if nothing may
 * @param example a line that can be typed as it is
 */
record Command(
        String name,
        List<Option> options,
        String operands,
        String summary,
        String details,
        String example,
        Action action) {

    /** What a command does with its arguments. */
    @FunctionalInterface
    interface Action {
        /** The exit status. */
        int run(Arguments arguments) throws CommandException, IOException, InterruptedException;
    }

    Command {
        options = List.copyOf(options);
    }

    /** Whether all that follows the first operand belongs to it, dashes or not. */
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
        throw CommandException.misuse("%s: unknown option %s%s".formatted(name, word, Nearest.hint(word, known)));
    }

    String synopsis() {
        return ("nephometer " + name + (options.isEmpty() ? " " : " [OPTION...] ") + operands).strip();
    }

    String help() {
        StringBuilder help = new StringBuilder("usage: %s%n%n%s%n".formatted(synopsis(), details));
        help.append(options.isEmpty() ? "" : System.lineSeparator());
        options.forEach(option -> help.append("  %-16s %s%n".formatted(option.synopsis(), option.meaning())));
        return help.append("%nexample: bin/nephometer %s%n".formatted(example)).toString();
    }
}
