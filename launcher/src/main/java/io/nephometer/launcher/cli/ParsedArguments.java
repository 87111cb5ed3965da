package io.nephometer.launcher.cli;

import io.nephometer.text.command.Option;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parsed arguments of a command.
 *
 * @param options the options that the launcher interprets, and their values; for an option that accepts no value, the
 *     value is empty
 * @param rest all other words in their original order: the operands and the options that the agent interprets
 */
public record ParsedArguments(Map<Option, String> options, List<String> rest) {

    public ParsedArguments {
        options = Map.copyOf(options);
        rest = List.copyOf(rest);
    }

    public boolean has(Option option) {
        return options.containsKey(option);
    }

    Optional<String> value(Option option) {
        return Optional.ofNullable(options.get(option));
    }

    public static ParsedArguments parse(CommandSpec command, List<String> words) throws CommandException {
        Map<Option, String> options = new EnumMap<>(Option.class);
        List<String> rest = new ArrayList<>();
        Deque<String> left = new ArrayDeque<>(words);
        boolean free = false;
        while (!left.isEmpty()) {
            String word = left.remove();
            if (free || !word.startsWith("-")) {
                rest.add(operand(command, word));
                free |= command.takesText();
            } else if (word.equals("--")) {
                free = true;
            } else {
                parseOption(command, word, left, options, rest);
            }
        }
        return new ParsedArguments(options, rest);
    }

    private static String operand(CommandSpec command, String word) throws CommandException {
        if (command.operands().isEmpty()) {
            throw CommandException.misuse(
                    "%s: unexpected \"%s\"; the usage is: %s".formatted(command.name(), word, command.synopsis()));
        }
        return word;
    }

    private static void parseOption(
            CommandSpec command, String word, Deque<String> left, Map<Option, String> options, List<String> rest)
            throws CommandException {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Option option = command.option(name);
        if (equals >= 0 && !option.takesValue()) {
            throw CommandException.misuse("%s: %s takes no value".formatted(command.name(), name));
        }
        String value = option.takesValue() ? value(word, equals, left) : "";
        if (option.takesValue() && value.isEmpty()) {
            throw CommandException.misuse("%s: a value is missing: %s".formatted(command.name(), option.synopsis()));
        }
        if (!option.isForAgent()) {
            options.put(option, value);
            return;
        }
        rest.add(option.word());
        if (option.takesValue()) {
            rest.add(value);
        }
    }

    private static String value(String word, int equals, Deque<String> left) {
        String next = equals < 0 ? left.poll() : word.substring(equals + 1);
        return next == null ? "" : next;
    }
}
