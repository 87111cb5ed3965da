package io.nephometer.agent.core.spool.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * The operations that a spool performs on its directory. In the method descriptions, "safe" means that the data
 * survives a power failure once the method has returned. Data that is not safe may be lost in whole or in part.
 */
public interface SpoolFolder {

    /** Creates the directory if it does not exist and returns whether the directory was created. */
    boolean make() throws IOException;

    /**
     * Returns the sizes of the files in the directory, keyed by file name. The map is empty if the directory does not
     * exist.
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

    /** Makes the content of a file safe, but not the file's name. */
    void sync(String name) throws IOException;

    /**
     * Creates or replaces a file and makes its content safe. The name of the file becomes safe only after a call to
     * {@link #sync()}.
     */
    default void create(String name, ByteBuffer content) throws IOException {
        write(name, content);
        sync(name);
    }

    /**
     * Overwrites part of a file and makes the new content safe. The file's size does not change. A crash during the
     * write can damage only the overwritten part.
     */
    void overwrite(String name, int at, ByteBuffer content) throws IOException;

    /**
     * Renames a file, replacing any existing file that has the new name. If the new name contains a {@code /}, the file
     * is moved to a subfolder.
     */
    void rename(String from, String to) throws IOException;

    /** Deletes a file if it exists. */
    void delete(String name) throws IOException;

    /** Syncs the directory so that new file names and deletions survive a power failure. */
    void sync() throws IOException;

    /** Returns the number of free bytes on the file system. */
    long free();

    /** Returns the size of the file system in bytes. */
    long size();
}
