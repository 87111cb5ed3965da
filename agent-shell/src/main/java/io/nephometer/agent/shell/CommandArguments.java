package io.nephometer.agent.shell;

import io.nephometer.text.command.AgentCommand;
import io.nephometer.text.command.Option;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parsed arguments of a command.
 *
 * @param words the operands
 * @param options the options and their values; for an option that accepts no value, the value is empty
 */
public record CommandArguments(List<String> words, Map<Option, String> options) {

    /**
     * Parses the arguments of a command.
     *
     * @throws IllegalArgumentException if an option is unknown or lacks its value, or if there are more operands than
     *     the command accepts
     */
    public static CommandArguments of(AgentCommand command, String... given) {
        List<String> words = new ArrayList<>();
        Map<Option, String> options = new EnumMap<>(Option.class);
        for (int i = 0; i < given.length; i++) {
            String word = given[i];
            if (!word.startsWith("--") && !word.equals("-h")) {
                words.add(word);
                continue;
            }
            Option option = Option.of(word.equals("-h") ? Option.HELP.word() : word)
                    .filter(known -> known == Option.HELP || command.options().contains(known))
                    .orElseThrow(() -> new IllegalArgumentException("unknown option " + word + ": see --help"));
            if (option.takesValue() && i + 1 == given.length) {
                throw new IllegalArgumentException(word + " needs a value: see --help");
            }
            options.put(option, option.takesValue() ? given[++i] : "");
        }
        if (words.size() > command.maxOperands()) {
            throw new IllegalArgumentException(
                    "unexpected word '" + words.get(command.maxOperands()) + "': see --help");
        }
        return new CommandArguments(words, options);
    }

    public boolean wantsJson() {
        return has(Option.JSON);
    }

    public boolean wantsHelp() {
        return has(Option.HELP);
    }

    public boolean has(Option option) {
        return options.containsKey(option);
    }

    Optional<String> value(Option option) {
        return Optional.ofNullable(options.get(option));
    }
}
