package io.nephometer.launcher;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where the files of an agent are; all paths are absolute.
 *
 * @param home the folder that was unpacked or installed
 * @param spool what waits to be delivered
 */
record Folders(Path home, Path conf, Path data, Path deploy, Path spool) {

    static Folders of(Path home, Arguments arguments) throws CommandException {
        Path data = folder(home, arguments, Option.DATA, "data");
        return new Folders(
                home,
                folder(home, arguments, Option.CONF, "conf"),
                data,
                folder(home, arguments, Option.DEPLOY, "deploy"),
                data.resolve("spool"));
    }

    private static Path folder(Path home, Arguments arguments, Option option, String name) throws CommandException {
        try {
            Path path = arguments.value(option).map(Path::of).orElse(home.resolve(name));
            return path.toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw CommandException.misuse("%s: not a path: %s".formatted(option.word(), e.getMessage()));
        }
    }

    /** These folders, of which those that an agent only reads are there. */
    Folders checked() throws CommandException {
        if (conf.toString().contains(",") || conf.toString().contains("${")) { // what FileInstall has uses for
            throw CommandException.failure("the path of a configuration may have no , and no ${ in it: " + conf);
        }
        for (Path folder : new Path[] {conf, deploy}) {
            if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
                throw CommandException.failure("there is no directory %s that can be read".formatted(folder));
            }
        }
        return this;
    }

    /** With another place for all that is made at a start; the spool stays. */
    Folders withData(Path other) {
        return new Folders(home, conf, other, deploy, spool);
    }

    Path bundles() {
        return home.resolve("bundles");
    }
}
