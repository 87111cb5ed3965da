package io.nephometer.launcher.cli;

import java.util.Arrays;
import java.util.Optional;

/** An option that at least one command accepts. */
public enum Option {
    CONF("--conf", "DIR", "pipeline.yaml and the .cfg files; default: conf/ beside bin/"),
    DATA("--data", "DIR", "cache, spool and control socket; default: data/ beside bin/"),
    DEPLOY("--deploy", "DIR", "the plugins; default: deploy/ beside bin/"),
    SHELL("--shell", "", "reads commands from the standard input, as it does on a terminal"),
    JSON("--json", "", "prints JSON"),
    AGAIN("--again", "SECONDS", "polls twice, so that rates and utilisations show"),
    SECONDS("--seconds", "N", "ends after N seconds, otherwise with Ctrl-C"),
    FROM_START("--from-start", "", "takes a first number above 1 for a gap, too"),
    DURABLE("--durable", "", "the broker keeps what comes while the connection is broken"),
    ONCE("--once", "", "prints one table, after the next turn of each source, and ends"),
    HELP("--help", "", "prints this");

    private final String word;
    private final String value;
    private final String meaning;

    Option(String word, String value, String meaning) {
        this.word = word;
        this.value = value;
        this.meaning = meaning;
    }

    static Optional<Option> of(String word) {
        return Arrays.stream(values())
                .filter(option -> option.word.equals(word))
                .findFirst();
    }

    String word() {
        return word;
    }

    boolean takesValue() {
        return !value.isEmpty();
    }

    /** Returns whether the agent, rather than the launcher, interprets the option. */
    boolean isForAgent() {
        return this == JSON
                || this == AGAIN
                || this == SECONDS
                || this == FROM_START
                || this == DURABLE
                || this == ONCE;
    }

    /** Returns the option followed by a placeholder for its value, for example {@code --data DIR}. */
    String synopsis() {
        return takesValue() ? word + " " + value : word;
    }

    String meaning() {
        return meaning;
    }
}
