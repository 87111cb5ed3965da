package io.nephometer.launcher.prompt;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The history of the shell, {@code data/shell.history}, readable by the agent's user alone. */
final class HistoryFile {

    private static final Logger JLINE = Logger.getLogger("org.jline"); // kept, or its level is forgotten

    private HistoryFile() {}

    /** Creates it if needed; empty if it cannot be kept, and the shell works without it. */
    static Optional<Path> in(Path data) {
        JLINE.setLevel(Level.OFF); // nor is a warning of use if that changes later
        Path file = data.resolve("shell.history");
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // of an earlier shell
        } catch (IOException e) {
            return Optional.empty();
        }
        return Files.isRegularFile(file) && Files.isReadable(file) && Files.isWritable(file)
                ? Optional.of(file)
                : Optional.empty();
    }
}
