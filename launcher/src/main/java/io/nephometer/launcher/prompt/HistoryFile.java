package io.nephometer.launcher.prompt;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The {@code data/shell.history} file, which contains the shell's command history. Only the agent's user can read the
 * file.
 */
final class HistoryFile {

    private static final Logger JLINE = Logger.getLogger("org.jline"); // a strong reference preserves its level

    private HistoryFile() {}

    /**
     * Returns the history file, creating the file if necessary. The result is empty if the file cannot be used, in
     * which case the shell runs without history.
     */
    static Optional<Path> in(Path data) {
        JLINE.setLevel(Level.OFF); // operators cannot act on JLine's warnings about the history
        Path file = data.resolve("shell.history");
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // an earlier shell has created the file
        } catch (IOException e) {
            return Optional.empty();
        }
        return Files.isRegularFile(file) && Files.isReadable(file) && Files.isWritable(file)
                ? Optional.of(file)
                : Optional.empty();
    }
}
