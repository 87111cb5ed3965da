package io.nephometer.agent.core.spool;

import io.nephometer.agent.core.view.QuarantineFolder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folders in which a spool stores files that it does not deliver. */
public final class QuarantineFolders {

    static final String QUARANTINE = "quarantine";
    static final String REJECTED = "rejected";

    private QuarantineFolders() {}

    /** Returns a summary of each non-empty quarantine folder of a spool. */
    public static List<QuarantineFolder> of(Path spool) {
        return Stream.of(QUARANTINE, REJECTED)
                .map(name -> in(spool.resolve(name)))
                .filter(quarantine -> quarantine.files() > 0)
                .toList();
    }

    private static QuarantineFolder in(Path folder) {
        int count = 0;
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Files::isRegularFile)) {
            for (Path file : files) {
                bytes += file.toFile().length();
                count++;
            }
        } catch (IOException | DirectoryIteratorException e) {
            // nothing was quarantined, or the folder cannot be read
        }
        return new QuarantineFolder(folder, count, bytes);
    }
}
