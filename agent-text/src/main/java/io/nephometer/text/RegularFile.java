package io.nephometer.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads files that an operator provides, such as pipeline, settings, password and certificate files. Named pipes are
 * rejected because reading from a pipe could block forever. Devices and very large files are rejected because their
 * content could exhaust the available memory.
 */
public final class RegularFile {

    /** The maximum size of a file that can be read, in bytes. */
    public static final int MOST_BYTES = 4 << 20;

    private RegularFile() {}

    /**
     * Returns the content of a file. If the path is a symbolic link, the link is followed.
     *
     * @throws java.nio.file.FileSystemException if the file does not exist or the agent is not permitted to read it
     * @throws IOException if the path does not refer to a regular file, or if the file is larger than
     *     {@link #MOST_BYTES} bytes; the message explains how to correct the problem
     */
    public static byte[] read(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException((Files.isDirectory(file) ? "it is a directory" : "it is a pipe, a socket or a device")
                    + ": put a regular file in its place");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new IOException(
                        "it has more than " + MOST_BYTES + " bytes, which is the limit: is it the right file?");
            }
            return content;
        }
    }
}
