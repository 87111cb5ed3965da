package io.nephometer.text.command;

import static io.nephometer.text.command.Option.AGAIN;
import static io.nephometer.text.command.Option.DURABLE;
import static io.nephometer.text.command.Option.FROM_START;
import static io.nephometer.text.command.Option.JSON;
import static io.nephometer.text.command.Option.ONCE;
import static io.nephometer.text.command.Option.SECONDS;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A command that a running agent executes, together with its options and help text. */
public enum AgentCommand {
    // spotless:off
    STATUS("", List.of(JSON),
        "shows the state of the agent on one screen",
        "Shows the version, hypervisor, sources, pollsters and routes, and any problems with them.",
        "status --json"),
    METERS("", List.of(JSON),
        "lists the known meters",
        "Lists each meter, the bundle that provides it and the sources that poll it.",
        "meters"),
    RESOURCES("", List.of(JSON),
        "lists the known resources",
        "Lists the instances on this host, their disks and their interfaces.",
        "resources"),
    POLL("[PATTERN...]", List.of(JSON, AGAIN),
        "polls once and prints the samples without publishing them",
        "Reads the meters that match a PATTERN (default: all meters; * matches any characters) from this\n"
            + "host.",
        "poll --again 5 'cpu*' memory.usage"),
    VALIDATE("[FILE]", List.of(JSON),
        "checks a pipeline.yaml file",
        "Reports each mistake in FILE (default: conf/pipeline.yaml) with its line and column, and exits\n"
            + "with status 1 if there are any. The plugins and .cfg files of the running agent are taken into\n"
            + "account.",
        "validate conf/pipeline.yaml"),
    WHY("METER", List.of(JSON),
        "explains why a meter is absent",
        "Follows METER from the plugin that provides it to the broker, reports where it is lost and what\n"
            + "to do, and exits with status 1 if it is not published.",
        "why memory.usage"),
    TAP("[PATTERN...]", List.of(JSON),
        "shows the agent's samples as they are polled",
        "Prints the samples of the meters that match a PATTERN (default: all meters) as the running agent\n"
            + "polls them, until Ctrl-C. With --json, each line is an object.",
        "tap 'disk.*' cpu_util"),
    TOP("", List.of(JSON, ONCE),
        "shows the instances, with the busiest first",
        "Displays a table of the instances and a table of the pollsters every second, until Ctrl-C. The\n"
            + "command shows only values that the sources poll; - marks a value that no source polls. --json\n"
            + "implies --once.",
        "top --once"),
    SPOOL("[list|verify|drop ROUTE]", List.of(JSON),
        "shows the samples that wait on disk, and checks them",
        "Lists the samples that are waiting for delivery, by route. verify reads all of them and fails if\n"
            + "any are damaged; drop deletes the samples that wait on a route and counts them as lost.",
        "spool verify"),
    AUDIT("[URL...]", List.of(JSON, SECONDS, FROM_START, DURABLE),
        "subscribes to a broker and reports gaps",
        "Receives the messages that agents deliver to the brokers in the pipeline, or to each URL, and\n"
            + "reports missing, duplicate and out-of-order messages, by host and route. Fails if a message is\n"
            + "missing that no agent has reported as lost.",
        "audit --seconds 60 mqtt://127.0.0.1:1883");
    // spotless:on

    private final String operands;
    private final List<Option> options;
    private final String summary;
    private final String details;
    private final String example;

    AgentCommand(String operands, List<Option> options, String summary, String details, String example) {
        this.operands = operands;
        this.options = options;
        this.summary = summary;
        this.details = details;
        this.example = example;
    }

    /** Returns the command with the given name, if any. */
    public static Optional<AgentCommand> of(String name) {
        return Arrays.stream(values())
                .filter(command -> command.word().equals(name))
                .findFirst();
    }

    /** Returns the name of the command, for example {@code status}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the synopsis of the operands, or an empty string if the command accepts no operands. */
    public String operands() {
        return operands;
    }

    /** Returns the maximum number of operands. */
    public int maxOperands() {
        return operands.isEmpty() ? 0 : operands.contains("...") ? Integer.MAX_VALUE : operands.split(" ").length;
    }

    /** Returns the options that the agent interprets. */
    public List<Option> options() {
        return options;
    }

    /** Returns a summary of the command in a few words. */
    public String summary() {
        return summary;
    }

    /** Returns a description of the command in one to three sentences. */
    public String details() {
        return details;
    }

    /** Returns an example command line that works as written. */
    public String example() {
        return example;
    }

    /** Returns the help text that the agent's shell displays. */
    public String help() {
        String given =
                options.stream().map(option -> "[" + option.synopsis() + "] ").collect(Collectors.joining());
        return Option.help((word() + " " + given + operands).strip(), details, options, example);
    }
}
