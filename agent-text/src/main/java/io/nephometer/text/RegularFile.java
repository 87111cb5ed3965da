package io.nephometer.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the files that an operator writes or names: the pipeline, settings, passwords, certificates. It refuses named
 * pipes, which would block the reader forever, and devices and very large files, which would use all memory.
 */
public final class RegularFile {

    /** The largest file that is read, in bytes. */
    public static final int MOST_BYTES = 4 << 20;

    private RegularFile() {}

    /**
     * Returns the content of a file, following links.
     *
     * @throws java.nio.file.FileSystemException if it does not exist or may not be read
     * @throws IOException with a reason that says what to do, if it is not a regular file or has more than
     *     {@link #MOST_BYTES}
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
