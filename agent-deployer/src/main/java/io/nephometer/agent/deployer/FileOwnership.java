package io.nephometer.agent.deployer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Checks that only root and the agent's own user can change the code that the agent runs. */
final class FileOwnership {

    private static final Path SELF = Path.of("/proc/self");

    private FileOwnership() {}

    /**
     * Checks the owner and the permissions of a jar or of a folder that contains jars.
     *
     * @throws RefusedJarException if a user other than root or the agent's own user owns the file or folder or can
     *     write to it
     */
    static void check(Path path) throws RefusedJarException, IOException {
        PosixFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, PosixFileAttributes.class);
        } catch (UnsupportedOperationException e) { // the file system does not support owners
            return;
        }
        String owner = attributes.owner().getName();
        String self = Files.getOwner(SELF).getName();
        if (!owner.equals("root") && !owner.equals(self)) {
            throw new RefusedJarException("%s belongs to %s, neither to root nor to the agent's user: chown %s %s"
                    .formatted(path, owner, self, path));
        }
        Set<PosixFilePermission> mode = attributes.permissions();
        if (mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new RefusedJarException("%s can be written by others than its owner (%s): chmod go-w %s"
                    .formatted(path, PosixFilePermissions.toString(mode), path));
        }
    }
}
