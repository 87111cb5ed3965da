package io.nephometer.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is done for the commands that need an agent: it is started, or the one that runs is asked. */
final class AgentCommands {

    private final Path home;
    private final String version;
    private final Terminal terminal;
    private final Screen screen;
    private final OutputStream out;

    AgentCommands(Path home, String version, Terminal terminal, Screen screen, OutputStream out) {
        this.home = home;
        this.version = version;
        this.terminal = terminal;
        this.screen = screen;
        this.out = out;
    }

    int run(Arguments arguments) throws CommandException, IOException, InterruptedException {
        boolean shell = arguments.has(Option.SHELL) || terminal.isInput() && terminal.isOutput();
        return new AgentRun(folders(arguments).checked(), version, terminal, screen).run(shell);
    }

    int shell(Arguments arguments) throws CommandException, IOException {
        Path data = folders(arguments).data();
        if (!arguments.rest().isEmpty()) {
            return ask(data, String.join(" ", arguments.rest()));
        }
        ControlClient.connect(data).close(); // says at once, not after the first line, that there is no agent
        try (Prompt prompt = Prompt.ofShell(data, screen, terminal)) {
            return prompt.run();
        }
    }

    /** The command that passes a Gogo command on, with what follows it. */
    Command.Action ask(String gogo) {
        return arguments -> ask(folders(arguments).data(), gogo(gogo, arguments.rest()));
    }

    int poll(Arguments arguments) throws CommandException, IOException, InterruptedException {
        return askAny(arguments, gogo("meter:poll", arguments.rest()));
    }

    /** A file's name is what it is where the command was given. */
    int validate(Arguments arguments) throws CommandException, IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (String word : arguments.rest()) {
            words.add(
                    word.startsWith("--")
                            ? word
                            : Path.of(word).toAbsolutePath().toString());
        }
        return askAny(arguments, gogo("meter:validate", words));
    }

    /** What an agent that runs does itself; else nobody else may use the data meanwhile. */
    int spool(Arguments arguments) throws CommandException, IOException, InterruptedException {
        Folders folders = folders(arguments);
        if (ControlClient.find(folders.data()).isPresent() || !Files.isDirectory(folders.data())) {
            return ask(folders.data(), gogo("meter:spool", arguments.rest()));
        }
        DataLock lock = DataLock.take(folders.data());
        try {
            return askAny(arguments, gogo("meter:spool", arguments.rest()));
        } finally {
            lock.close();
        }
    }

    /** In a process of its own: it must not end with the agent that it watches. */
    int audit(Arguments arguments) throws CommandException, IOException, InterruptedException {
        return new OneShot(folders(arguments).checked(), version, screen)
                .run(gogo("meter:audit", arguments.rest()), Optional.of("mqtt:audit --stop"), out);
    }

    /**
     * Asks the agent that runs or, if none does, one that is started for this. An agent that runs knows its own files
     * only: where others are named, one is started, too.
     */
    private int askAny(Arguments arguments, String command) throws CommandException, IOException, InterruptedException {
        Folders folders = folders(arguments);
        boolean othersFiles = arguments.has(Option.CONF) || arguments.has(Option.DEPLOY);
        Optional<ControlClient> running = othersFiles ? Optional.empty() : ControlClient.find(folders.data());
        if (running.isEmpty()) {
            return new OneShot(folders.checked(), version, screen).run(command, out);
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

    private Folders folders(Arguments arguments) throws CommandException {
        return Folders.of(home, arguments);
    }

    private static String gogo(String command, List<String> words) throws CommandException {
        StringBuilder line = new StringBuilder(command);
        for (String word : words) {
            line.append(' ').append(GogoWord.quote(word));
        }
        return line.toString();
    }
}
