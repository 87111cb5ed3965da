package io.nephometer.agent.deployer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** The {@code <jar>.rejected.txt} file next to a refused jar. The file contains the reason for the refusal. */
final class RejectionNote {

    private final Path file;

    RejectionNote(Path jar) {
        file = jar.resolveSibling(jar.getFileName() + ".rejected.txt");
    }

    /**
     * Writes the note if the folder is writable. The {@code status} command always shows the reason for the refusal. An
     * existing file is deleted rather than overwritten because it may be a symbolic link.
     */
    void write(Instant now, String reason, String meanwhile, InstallationResult.Again again) {
        String text = """
                %s was refused at %s:
                %s.
                %s
                It is tried again when the file changes%s.
                """.formatted(
                file.getFileName().toString().replace(".rejected.txt", ""), now, reason, meanwhile, again.alsoWhen());
        try {
            Files.deleteIfExists(file);
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            // without a note, only the log and status contain the reason
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // an outdated note remains in the folder
        }
    }
}
