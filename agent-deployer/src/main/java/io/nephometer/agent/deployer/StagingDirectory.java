package io.nephometer.agent.deployer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** The directory for copies of jars that are being verified. Only the agent's user can access the directory. */
record StagingDirectory(Path path) {

    /** Creates a staging directory inside the scratch directory. The scratch directory is also created if necessary. */
    static StagingDirectory in(Path scratch) throws IOException {
        Files.createDirectories(scratch);
        return new StagingDirectory(Files.createTempDirectory(
                scratch,
                "staging-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
    }

    void delete() {
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
