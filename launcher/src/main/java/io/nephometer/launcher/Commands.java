package io.nephometer.launcher;

import static io.nephometer.text.command.AgentCommand.AUDIT;
import static io.nephometer.text.command.AgentCommand.METERS;
import static io.nephometer.text.command.AgentCommand.POLL;
import static io.nephometer.text.command.AgentCommand.RESOURCES;
import static io.nephometer.text.command.AgentCommand.SPOOL;
import static io.nephometer.text.command.AgentCommand.STATUS;
import static io.nephometer.text.command.AgentCommand.TAP;
import static io.nephometer.text.command.AgentCommand.TOP;
import static io.nephometer.text.command.AgentCommand.VALIDATE;
import static io.nephometer.text.command.AgentCommand.WHY;
import static io.nephometer.text.command.Option.CONF;
import static io.nephometer.text.command.Option.DATA;
import static io.nephometer.text.command.Option.DEPLOY;
import static io.nephometer.text.command.Option.SHELL;

import io.nephometer.launcher.cli.ClosedOutputException;
import io.nephometer.launcher.cli.CommandException;
import io.nephometer.launcher.cli.CommandSpec;
import io.nephometer.launcher.cli.ParsedArguments;
import io.nephometer.text.PrintableText;
import io.nephometer.text.command.Option;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** All {@code bin/nephometer} commands. */
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
        List<Option> data = List.of(DATA);
        List<Option> folders = List.of(CONF, DATA, DEPLOY);
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
            CommandSpec.of(STATUS, data, "", agent.ask("meter:status")),
            CommandSpec.of(METERS, data, "", agent.ask("meter:meters")),
            CommandSpec.of(RESOURCES, data, "", agent.ask("meter:resources")),
            CommandSpec.of(POLL, folders,
                "The running agent reads them; if no agent is running, or if --conf or --deploy is given, a\n"
                    + "temporary agent does.", agent::poll),
            CommandSpec.of(VALIDATE, folders,
                "If no agent is running, or if --conf or --deploy is given, the plugins and .cfg files in the\n"
                    + "directories conf/ and deploy/ are used instead.", agent::validate),
            CommandSpec.of(WHY, data, "", agent.ask("meter:why")),
            CommandSpec.of(TAP, data, "", agent.ask("meter:tap")),
            CommandSpec.of(TOP, data, "", agent.ask("meter:top")),
            CommandSpec.of(SPOOL, folders, "The command works with or without a running agent.", agent::spool),
            CommandSpec.of(AUDIT, folders, "", agent::audit),
            new CommandSpec("help", List.of(), "[COMMAND]",
                "lists the commands or explains a command",
                "Lists the commands, or explains COMMAND in the same way as COMMAND --help.",
                "help poll", this::help));
        // spotless:on
    }

    /** Runs the command specified by the first word and returns its exit status. */
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
