package io.nephometer.launcher;

import static io.nephometer.launcher.cli.Option.AGAIN;
import static io.nephometer.launcher.cli.Option.CONF;
import static io.nephometer.launcher.cli.Option.DATA;
import static io.nephometer.launcher.cli.Option.DEPLOY;
import static io.nephometer.launcher.cli.Option.DURABLE;
import static io.nephometer.launcher.cli.Option.FROM_START;
import static io.nephometer.launcher.cli.Option.JSON;
import static io.nephometer.launcher.cli.Option.ONCE;
import static io.nephometer.launcher.cli.Option.SECONDS;
import static io.nephometer.launcher.cli.Option.SHELL;

import io.nephometer.launcher.cli.ClosedOutputException;
import io.nephometer.launcher.cli.CommandException;
import io.nephometer.launcher.cli.CommandSpec;
import io.nephometer.launcher.cli.Option;
import io.nephometer.launcher.cli.ParsedArguments;
import io.nephometer.text.PrintableText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** All commands of {@code bin/nephometer} and their help texts. */
final class Commands {

    private final List<CommandSpec> table;
    private final String version;
    private final OutputStream out;

    /**
     * Creates the table of available commands.
     *
     * @param agent the commands that need an agent
     */
    Commands(AgentCommands agent, String version, OutputStream out) {
        this.version = version;
        this.out = out;
        // spotless:off
        this.table = List.of(
            new CommandSpec("run", List.of(CONF, DATA, DEPLOY, SHELL), "",
                "runs the agent in the foreground",
                "Runs the agent until SIGTERM or Ctrl-C. On a terminal, the agent's shell is also available.",
                "run --data /var/lib/nephometer", agent::run),
            new CommandSpec("shell", List.of(DATA), "[COMMAND...]",
                "opens the shell of the running agent",
                "Runs COMMAND in the agent and exits with its status. Without COMMAND, reads commands until the\n"
                    + "end of the input. The command \"help\" lists all commands; lb, install file:..., start, stop,\n"
                    + "update and uninstall manage plugins. Tab completes a word; Ctrl-C ends a command or discards\n"
                    + "a line; Ctrl-D closes the shell.",
                "shell lb -s", agent::shell),
            new CommandSpec("status", List.of(DATA, JSON), "",
                "shows the state of the agent on one screen",
                "Shows the version, hypervisor, sources, pollsters and routes, and any problems with them.",
                "status --json", agent.ask("meter:status")),
            new CommandSpec("meters", List.of(DATA, JSON), "",
                "lists the known meters",
                "Lists each meter, the bundle that provides it and the sources that poll it.",
                "meters", agent.ask("meter:meters")),
            new CommandSpec("resources", List.of(DATA, JSON), "",
                "lists the known resources",
                "Lists the instances on this host, their disks and their interfaces.",
                "resources", agent.ask("meter:resources")),
            new CommandSpec("poll", List.of(CONF, DATA, DEPLOY, JSON, AGAIN), "[PATTERN...]",
                "polls once and prints the samples without publishing them",
                "Reads the meters that match a PATTERN (default: all meters; * matches any characters) from this\n"
                    + "host. The running agent reads them; if no agent is running, or if --conf or --deploy is given,\n"
                    + "a temporary agent does.",
                "poll --again 5 'cpu*' memory.usage", agent::poll),
            new CommandSpec("validate", List.of(CONF, DATA, DEPLOY, JSON), "[FILE]",
                "checks a pipeline.yaml file",
                "Reports each mistake in FILE (default: conf/pipeline.yaml) with its line and column, and exits\n"
                    + "with status 1 if there are any. The plugins and .cfg files of the running agent are taken into\n"
                    + "account; if no agent is running, or if --conf or --deploy is given, those in the directories\n"
                    + "conf/ and deploy/ are used.",
                "validate conf/pipeline.yaml", agent::validate),
            new CommandSpec("why", List.of(DATA, JSON), "METER",
                "explains why a meter is absent",
                "Follows METER from the plugin that provides it to the broker, reports where it is lost and what\n"
                    + "to do, and exits with status 1 if it is not published.",
                "why memory.usage", agent.ask("meter:why")),
            new CommandSpec("tap", List.of(DATA, JSON), "[PATTERN...]",
                "shows the agent's samples as they are polled",
                "Prints the samples of the meters that match a PATTERN (default: all meters) as the running agent\n"
                    + "polls them, until Ctrl-C. With --json, each line is an object.",
                "tap 'disk.*' cpu_util", agent.ask("meter:tap")),
            new CommandSpec("top", List.of(DATA, JSON, ONCE), "",
                "shows the instances, with the busiest first",
                "Displays a table of the instances and a table of the pollsters every second, until Ctrl-C. The\n"
                    + "command shows only values that the sources poll; - marks a value that no source polls. --json\n"
                    + "implies --once.",
                "top --once", agent.ask("meter:top")),
            new CommandSpec("spool", List.of(CONF, DATA, DEPLOY, JSON), "[list|verify|drop ROUTE]",
                "shows the samples that wait on disk, and checks them",
                "Lists the samples that are waiting for delivery, by route. verify reads all of them and fails if\n"
                    + "any are damaged; drop deletes the samples that wait on a route and counts them as lost. The\n"
                    + "command works with or without a running agent.",
                "spool verify", agent::spool),
            new CommandSpec("audit", List.of(CONF, DATA, DEPLOY, JSON, SECONDS, FROM_START, DURABLE), "[URL...]",
                "subscribes to a broker and reports gaps",
                "Receives the messages that agents deliver to the brokers in the pipeline, or to each URL, and\n"
                    + "reports missing, duplicate and out-of-order messages, by host and route. Fails if a message is\n"
                    + "missing that no agent has reported as lost.",
                "audit --seconds 60 mqtt://127.0.0.1:1883", agent::audit),
            new CommandSpec("help", List.of(), "[COMMAND]",
                "lists the commands or explains a command",
                "Lists the commands, or explains COMMAND in the same way as COMMAND --help.",
                "help poll", this::help));
        // spotless:on
    }

    /** Runs the command specified by the first word, and returns the exit status. */
    int run(List<String> words) throws CommandException, IOException, InterruptedException {
        if (words.isEmpty()) {
            throw CommandException.misuse(
                    "no command was given\n\n" + overview().stripTrailing());
        }
        return switch (words.get(0)) {
            case "--help", "-h" -> print(overview());
            case "--version" -> print("nephometer " + version + "\n");
            default -> run(find(words.get(0)), words.subList(1, words.size()));
        };
    }

    private int run(CommandSpec command, List<String> words)
            throws CommandException, IOException, InterruptedException {
        ParsedArguments arguments = ParsedArguments.parse(command, words);
        return arguments.has(Option.HELP)
                ? print(command.help())
                : command.action().run(arguments);
    }

    private CommandSpec find(String name) throws CommandException {
        for (CommandSpec command : table) {
            if (command.name().equals(name)) {
                return command;
            }
        }
        List<String> known = table.stream().map(CommandSpec::name).toList();
        throw CommandException.misuse("unknown command \"%s\"%s (bin/nephometer help lists all commands)"
                .formatted(PrintableText.escaped(name, 80), CommandSpec.hint(name, known)));
    }

    private int help(ParsedArguments arguments) throws CommandException, IOException {
        List<String> names = arguments.rest();
        return print(names.isEmpty() ? overview() : find(names.get(0)).help());
    }

    private String overview() {
        StringBuilder text = new StringBuilder("usage: nephometer COMMAND [OPTION...]\n\n");
        table.forEach(command -> text.append("  %-10s %s%n".formatted(command.name(), command.summary())));
        return text.append("\nnephometer COMMAND --help explains a command; nephometer --version prints the version.\n")
                .toString();
    }

    private int print(String text) throws ClosedOutputException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ClosedOutputException.write(out, bytes, 0, bytes.length);
        return 0;
    }
}
