package io.nephometer.agent.core.spool.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * The operations of a spool on its directory. What a method describes as safe survives a power failure once the method
 * has returned; everything else may be lost, completely or in part.
 */
public interface SpoolFolder {

    /** Creates the directory if it is missing; returns whether it was. */
    boolean make() throws IOException;

    /** Returns the sizes of the files in the directory, by name; empty if the directory does not exist. */
    Map<String, Long> list() throws IOException;

    /**
     * Reads a file.
     *
     * @throws java.nio.file.NoSuchFileException if it does not exist
     */
    byte[] read(String name) throws IOException;

    /**
     * Creates or replaces a file. Neither its content nor its name is safe, but both survive the end of the process.
     */
    void write(String name, ByteBuffer content) throws IOException;

    /** Makes the content of a file safe, but not its name. */
    void sync(String name) throws IOException;

    /** Creates or replaces a file. Its content is safe; its name is safe after {@link #sync()}. */
    default void create(String name, ByteBuffer content) throws IOException {
        write(name, content);
        sync(name);
    }

    /**
     * Overwrites a part of a file without changing its size, and makes it safe. A crash during the write can damage
     * that part only.
     */
    void overwrite(String name, int at, ByteBuffer content) throws IOException;

    /** Renames a file and replaces an existing one of the new name. A {@code /} in the name moves it to a subfolder. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file if it exists. */
    void delete(String name) throws IOException;

    /** Syncs the directory: after this, created names and deletions survive a power failure. */
    void sync() throws IOException;

    /** Returns the number of free bytes on the file system. */
    long free();

    /** Returns the size of the file system in bytes. */
    long size();
}
