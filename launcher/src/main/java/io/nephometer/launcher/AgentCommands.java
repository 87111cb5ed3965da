package io.nephometer.launcher;

import io.nephometer.launcher.cli.AgentFolders;
import io.nephometer.launcher.cli.CommandException;
import io.nephometer.launcher.cli.CommandSpec;
import io.nephometer.launcher.cli.ParsedArguments;
import io.nephometer.launcher.client.ControlClient;
import io.nephometer.launcher.client.GogoWord;
import io.nephometer.launcher.prompt.Prompt;
import io.nephometer.launcher.terminal.SharedTerminal;
import io.nephometer.launcher.terminal.TerminalDetection;
import io.nephometer.text.command.Option;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that need an agent. Each command either uses the running agent or starts a new one. */
final class AgentCommands {

    private final Path home;
    private final String version;
    private final TerminalDetection terminal;
    private final SharedTerminal terminalOutput;
    private final OutputStream out;

    AgentCommands(
            Path home, String version, TerminalDetection terminal, SharedTerminal terminalOutput, OutputStream out) {
        this.home = home;
        this.version = version;
        this.terminal = terminal;
        this.terminalOutput = terminalOutput;
        this.out = out;
    }

    int run(ParsedArguments arguments) throws CommandException, IOException, InterruptedException {
        boolean shell = arguments.has(Option.SHELL) || terminal.isInput() && terminal.isOutput();
        return new ForegroundAgent(folders(arguments).checked(), version, terminal, terminalOutput).run(shell);
    }

    int shell(ParsedArguments arguments) throws CommandException, IOException {
        Path data = folders(arguments).data();
        if (!arguments.rest().isEmpty()) {
            return ask(data, String.join(" ", arguments.rest()));
        }
        ControlClient.connect(data).close(); // fails immediately if no agent is running
        try (Prompt prompt = Prompt.ofShell(data, terminalOutput, terminal)) {
            return prompt.run();
        }
    }

    /** Returns an action that sends a Gogo command, with the action's arguments, to the running agent. */
    CommandSpec.Action ask(String gogo) {
        return arguments -> ask(folders(arguments).data(), gogo(gogo, arguments.rest()));
    }

    int poll(ParsedArguments arguments) throws CommandException, IOException, InterruptedException {
        return askAnyAgent(arguments, gogo("meter:poll", arguments.rest()));
    }

    /**
     * Runs the {@code meter:validate} command. The launcher resolves the file name because the agent's working
     * directory may differ from the user's working directory.
     */
    int validate(ParsedArguments arguments) throws CommandException, IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (String word : arguments.rest()) {
            words.add(
                    word.startsWith("--")
                            ? word
                            : Path.of(word).toAbsolutePath().toString());
        }
        return askAnyAgent(arguments, gogo("meter:validate", words));
    }

    /**
     * Sends the command to the running agent. If no agent is running, a temporary agent executes the command while the
     * data directory is locked.
     */
    int spool(ParsedArguments arguments) throws CommandException, IOException, InterruptedException {
        AgentFolders folders = folders(arguments);
        if (ControlClient.find(folders.data()).isPresent() || !Files.isDirectory(folders.data())) {
            return ask(folders.data(), gogo("meter:spool", arguments.rest()));
        }
        DataLock lock = DataLock.take(folders.data());
        try {
            return askAnyAgent(arguments, gogo("meter:spool", arguments.rest()));
        } finally {
            lock.close();
        }
    }

    /** Runs an audit in a temporary agent so that the audit does not end when the audited agent stops. */
    int audit(ParsedArguments arguments) throws CommandException, IOException, InterruptedException {
        return new OneShotAgent(folders(arguments).checked(), version, terminalOutput)
                .run(gogo("meter:audit", arguments.rest()), Optional.of("mqtt:audit --stop"), out);
    }

    /**
     * Sends a command to the running agent. If no agent is running, or if the arguments specify a configuration or
     * plugin directory, a temporary agent executes the command instead.
     */
    private int askAnyAgent(ParsedArguments arguments, String command)
            throws CommandException, IOException, InterruptedException {
        AgentFolders folders = folders(arguments);
        boolean othersFiles = arguments.has(Option.CONF) || arguments.has(Option.DEPLOY);
        Optional<ControlClient> running = othersFiles ? Optional.empty() : ControlClient.find(folders.data());
        if (running.isEmpty()) {
            return new OneShotAgent(folders.checked(), version, terminalOutput).run(command, out);
        }
        try (ControlClient agent = running.get()) {
            return agent.execute(command, out);
        }
    }

    private int ask(Path data, String command) throws CommandException, IOException {
        try (ControlClient agent = ControlClient.connect(data)) {
            return agent.execute(command, out);
        }
    }

    private AgentFolders folders(ParsedArguments arguments) throws CommandException {
        return AgentFolders.of(home, arguments);
    }

    private static String gogo(String command, List<String> words) throws CommandException {
        StringBuilder line = new StringBuilder(command);
        for (String word : words) {
            line.append(' ').append(GogoWord.quote(word));
        }
        return line.toString();
    }
}
