package io.nephometer.agent.deployer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * The attributes used to detect changes to a file without reading its content.
 *
 * @param rights the owner and the permissions of the file
 */
record FileFingerprint(long size, FileTime modified, Object inode, String rights) {

    /** The fingerprint of a file that cannot be examined, such as a dangling symbolic link. */
    static final FileFingerprint NONE = new FileFingerprint(-1, FileTime.fromMillis(0), null, "");

    static FileFingerprint of(Path file) {
        try {
            BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileFingerprint(basic.size(), basic.lastModifiedTime(), basic.fileKey(), rights(file));
        } catch (IOException e) {
            return NONE;
        }
    }

    private static String rights(Path file) throws IOException {
        try {
            PosixFileAttributes posix = Files.readAttributes(file, PosixFileAttributes.class);
            return posix.owner().getName() + posix.permissions();
        } catch (UnsupportedOperationException e) { // the file system does not support owners and permissions
            return "";
        }
    }
}
