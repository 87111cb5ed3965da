package io.nephometer.launcher;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Where what was typed in the shell is kept, for the agent's user alone: {@code data/shell.history}. */
final class HistoryFile {

    private static final Logger JLINE = Logger.getLogger("org.jline"); // kept, or its level is forgotten

    private HistoryFile() {}

    /** Empty if it cannot be kept: a shell works without. */
    static Optional<Path> in(Path data) {
        JLINE.setLevel(Level.OFF); // nor is it worth a warning if that changes
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
