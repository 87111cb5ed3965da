package io.nephometer.agent.core.spool.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * The operations that a spool performs on its directory. Anything that a method's description calls safe survives a
 * power failure once the method has returned. Everything else may be lost, in whole or in part.
 */
public interface SpoolFolder {

    /** Creates the directory if it is missing. Returns whether the directory was missing. */
    boolean make() throws IOException;

    /**
     * Returns the sizes of the files in the directory, by file name. The map is empty if the directory does not exist.
     */
    Map<String, Long> list() throws IOException;

    /**
     * Reads a file.
     *
     * @throws java.nio.file.NoSuchFileException if the file does not exist
     */
    byte[] read(String name) throws IOException;

    /**
     * Creates or replaces a file. Neither the content nor the name of the file is safe, but both survive the end of the
     * process.
     */
    void write(String name, ByteBuffer content) throws IOException;

    /** Makes the content of a file safe but not its name. */
    void sync(String name) throws IOException;

    /**
     * Creates or replaces a file whose content then survives a power failure. The name of the file survives a power
     * failure only after {@link #sync()}.
     */
    default void create(String name, ByteBuffer content) throws IOException {
        write(name, content);
        sync(name);
    }

    /**
     * Overwrites part of a file without changing the size of the file, and makes the new content safe. A crash during
     * the write can damage only the overwritten part.
     */
    void overwrite(String name, int at, ByteBuffer content) throws IOException;

    /**
     * Renames a file, replacing any existing file with the new name. A {@code /} in the new name moves the file to a
     * subfolder.
     */
    void rename(String from, String to) throws IOException;

    /** Deletes a file if it exists. */
    void delete(String name) throws IOException;

    /** Syncs the directory. New file names and deletions then survive a power failure. */
    void sync() throws IOException;

    /** Returns the number of free bytes on the file system. */
    long free();

    /** Returns the size of the file system in bytes. */
    long size();
}
