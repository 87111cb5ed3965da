package io.nephometer.launcher.cli;

import io.nephometer.text.command.Option;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The folders that an agent uses, as absolute paths.
 *
 * @param home the installation folder, which contains {@code bin/}
 * @param spool the folder for samples that are waiting for delivery
 */
public record AgentFolders(Path home, Path conf, Path data, Path deploy, Path spool) {

    public static AgentFolders of(Path home, ParsedArguments arguments) throws CommandException {
        Path data = folder(home, arguments, Option.DATA, "data");
        return new AgentFolders(
                home,
                folder(home, arguments, Option.CONF, "conf"),
                data,
                folder(home, arguments, Option.DEPLOY, "deploy"),
                data.resolve("spool"));
    }

    private static Path folder(Path home, ParsedArguments arguments, Option option, String name)
            throws CommandException {
        try {
            Path path = arguments.value(option).map(Path::of).orElse(home.resolve(name));
            return path.toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw CommandException.misuse("%s: not a path: %s".formatted(option.word(), e.getMessage()));
        }
    }

    /** Returns this object after checking that {@code conf} and {@code deploy} exist and are readable. */
    public AgentFolders checked() throws CommandException {
        if (conf.toString().contains(",") || conf.toString().contains("${")) { // special characters in FileInstall
            throw CommandException.failure("the path of a configuration must contain neither , nor ${: " + conf);
        }
        for (Path folder : new Path[] {conf, deploy}) {
            if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
                throw CommandException.failure("there is no directory %s that can be read".formatted(folder));
            }
        }
        return this;
    }

    /** Returns a copy of this object with a different data directory but the same spool. */
    public AgentFolders withData(Path other) {
        return new AgentFolders(home, conf, other, deploy, spool);
    }

    public Path bundles() {
        return home.resolve("bundles");
    }
}
