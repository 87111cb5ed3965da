package io.nephometer.text.command;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An option that at least one command accepts. */
public enum Option {
    CONF("--conf", "DIR", "directory of pipeline.yaml and the .cfg files; default: conf/ next to bin/"),
    DATA("--data", "DIR", "directory of the cache, spool and control socket; default: data/ next to bin/"),
    DEPLOY("--deploy", "DIR", "directory of the plugins; default: deploy/ next to bin/"),
    SHELL("--shell", "", "reads commands from the standard input even if it is not a terminal"),
    JSON("--json", "", "prints JSON"),
    AGAIN("--again", "SECONDS", "polls again after SECONDS, so that derived meters have values"),
    SECONDS("--seconds", "N", "ends after N seconds instead of at Ctrl-C"),
    FROM_START("--from-start", "", "also reports a gap if the first sequence number is above 1"),
    DURABLE("--durable", "", "the broker keeps messages that arrive while the connection is broken"),
    ONCE("--once", "", "prints one table after the next turn of each source and ends"),
    HELP("--help", "", "prints this help");

    private final String word;
    private final String value;
    private final String meaning;

    Option(String word, String value, String meaning) {
        this.word = word;
        this.value = value;
        this.meaning = meaning;
    }

    public static Optional<Option> of(String word) {
        return Arrays.stream(values())
                .filter(option -> option.word.equals(word))
                .findFirst();
    }

    public String word() {
        return word;
    }

    public boolean takesValue() {
        return !value.isEmpty();
    }

    /** Returns whether the agent, rather than the launcher, interprets the option. */
    public boolean isForAgent() {
        return this == JSON
                || this == AGAIN
                || this == SECONDS
                || this == FROM_START
                || this == DURABLE
                || this == ONCE;
    }

    /** Returns the option followed by a placeholder for its value, for example {@code --data DIR}. */
    public String synopsis() {
        return takesValue() ? word + " " + value : word;
    }

    /**
     * Returns the help text for a command.
     *
     * @param usage the command line with placeholders
     * @param example an example command line that works as written
     */
    public static String help(String usage, String details, List<Option> options, String example) {
        StringBuilder help = new StringBuilder("usage: %s%n%n%s%n".formatted(usage, details));
        help.append(options.isEmpty() ? "" : System.lineSeparator());
        options.forEach(option -> help.append("  %-16s %s%n".formatted(option.synopsis(), option.meaning)));
        return help.append("%nexample: %s%n".formatted(example)).toString();
    }
}
