package io.nephometer.agent.deployer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** The directory for copies of jars that are being verified. Only the agent's user can access the directory. */
final class StagingDirectory {

    private final Path scratch;
    private Path path; // null before the first use

    /** @param scratch the directory in which the staging directory is created on first use */
    StagingDirectory(Path scratch) {
        this.scratch = scratch;
    }

    /** Creates the staging directory if necessary and returns its path. */
    synchronized Path path() throws IOException {
        if (path == null || Files.notExists(path)) {
            Files.createDirectories(scratch);
            path = Files.createTempDirectory(
                    scratch,
                    "staging-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return path;
    }

    synchronized void delete() {
        if (path == null) {
            return;
        }
        try (Stream<Path> copies = Files.list(path)) {
            for (Path copy : copies.toList()) {
                Files.deleteIfExists(copy);
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // the framework's next start clears the scratch directory
        }
    }
}
