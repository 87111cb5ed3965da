package io.nephometer.agent.core.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** {@code <jar>.rejected.txt}: what an operator finds beside a jar that was refused. */
final class RejectionNote {

    private final Path file;

    RejectionNote(Path jar) {
        file = jar.resolveSibling(jar.getFileName() + ".rejected.txt");
    }

    /** If the folder can be written; status tells the same. Never through a link that somebody else has put there. */
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
            // then only log and status tell
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // as above
        }
    }
}
