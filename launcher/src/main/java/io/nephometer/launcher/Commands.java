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
                "Runs the agent until SIGTERM or Ctrl-C. On a terminal its shell is there, too.",
                "run --data /var/lib/nephometer", agent::run),
            new CommandSpec("shell", List.of(DATA), "[COMMAND...]",
                "opens the shell of the running agent",
                "Has the agent run COMMAND and exits with its status; without one, reads commands until the\n"
                    + "input ends. The command \"help\" lists what there is; lb, install file:..., start, stop,\n"
                    + "update and uninstall work on plugins. Tab completes; Ctrl-C ends a command, or gives up a\n"
                    + "line; Ctrl-D leaves.",
                "shell lb -s", agent::shell),
            new CommandSpec("status", List.of(DATA, JSON), "",
                "shows what the agent does, on one screen",
                "Shows version, hypervisor, sources, pollsters, routes, and what is wrong with any of them.",
                "status --json", agent.ask("meter:status")),
            new CommandSpec("meters", List.of(DATA, JSON), "",
                "lists the meters known now",
                "Lists each meter, the bundle that gives it and the sources that poll it.",
                "meters", agent.ask("meter:meters")),
            new CommandSpec("resources", List.of(DATA, JSON), "",
                "lists the resources known now",
                "Lists what was found on this host: instances, their disks, their interfaces.",
                "resources", agent.ask("meter:resources")),
            new CommandSpec("poll", List.of(CONF, DATA, DEPLOY, JSON, AGAIN), "[PATTERN...]",
                "polls once, prints the samples, publishes nothing",
                "Reads the meters that match a PATTERN (all without one; * stands for any letters) from this\n"
                    + "host: through the agent that runs or, if none does or --conf or --deploy is given, one that is\n"
                    + "started for this.",
                "poll --again 5 'cpu*' memory.usage", agent::poll),
            new CommandSpec("validate", List.of(CONF, DATA, DEPLOY, JSON), "[FILE]",
                "checks a pipeline.yaml",
                "Reports each mistake in FILE (conf/pipeline.yaml if none is named) with its line and column, and\n"
                    + "exits with 1 if there is any. It knows what the plugins and the .cfg files know: those of the\n"
                    + "agent that runs or, if none does or --conf or --deploy is given, those named or beside bin/.",
                "validate conf/pipeline.yaml", agent::validate),
            new CommandSpec("why", List.of(DATA, JSON), "METER",
                "explains why a meter is absent",
                "Follows METER from the plugin that provides it to the broker, reports where it gets lost and what\n"
                    + "to do, and exits with 1 if it is not published.",
                "why memory.usage", agent.ask("meter:why")),
            new CommandSpec("tap", List.of(DATA, JSON), "[PATTERN...]",
                "shows the samples of the agent as they are polled",
                "Prints the samples of the meters that match a PATTERN (all without one) as the agent that runs\n"
                    + "polls them, until Ctrl-C. With --json, an object a line.",
                "tap 'disk.*' cpu_util", agent.ask("meter:tap")),
            new CommandSpec("top", List.of(DATA, JSON, ONCE), "",
                "shows the instances, the busiest first",
                "Draws a table of the instances and one of the pollsters each second, until Ctrl-C. It shows what\n"
                    + "is polled anyway and asks the host nothing; - stands for what no source polls. --json implies\n"
                    + "--once.",
                "top --once", agent.ask("meter:top")),
            new CommandSpec("spool", List.of(CONF, DATA, DEPLOY, JSON), "[list|verify|drop ROUTE]",
                "shows what waits on disk, and whether it is sound",
                "Lists what waits to be delivered, by route; verify reads all of it and fails if something is\n"
                    + "damaged; drop deletes what waits on a route and counts it as lost. Works with and without\n"
                    + "an agent that runs.",
                "spool verify", agent::spool),
            new CommandSpec("audit", List.of(CONF, DATA, DEPLOY, JSON, SECONDS, FROM_START, DURABLE), "[URL...]",
                "subscribes at the broker and reports gaps",
                "Listens at the brokers of the pipeline, or at those of each URL, to what agents deliver, and\n"
                    + "reports what is missing, what comes twice and what comes out of order, by host and route.\n"
                    + "Fails if something is missing that no agent has reported as lost.",
                "audit --seconds 60 mqtt://127.0.0.1:1883", agent::audit),
            new CommandSpec("help", List.of(), "[COMMAND]",
                "lists the commands, or explains one",
                "Lists the commands, or explains one, as --help after it does.",
                "help poll", this::help));
        // spotless:on
    }

    /** Runs the command named by the first word and returns the exit status. */
    int run(List<String> words) throws CommandException, IOException, InterruptedException {
        if (words.isEmpty()) {
            throw CommandException.misuse("which command?\n\n" + overview().stripTrailing());
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
        throw CommandException.misuse("unknown command \"%s\"%s (bin/nephometer help lists all)"
                .formatted(PrintableText.escaped(name, 80), CommandSpec.hint(name, known)));
    }

    private int help(ParsedArguments arguments) throws CommandException, IOException {
        List<String> names = arguments.rest();
        return print(names.isEmpty() ? overview() : find(names.get(0)).help());
    }

    private String overview() {
        StringBuilder text = new StringBuilder("usage: nephometer COMMAND [OPTION...]\n\n");
        table.forEach(command -> text.append("  %-10s %s%n".formatted(command.name(), command.summary())));
        return text.append("\nnephometer COMMAND --help explains one; nephometer --version prints the version.\n")
                .toString();
    }

    private int print(String text) throws ClosedOutputException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ClosedOutputException.write(out, bytes, 0, bytes.length);
        return 0;
    }
}
