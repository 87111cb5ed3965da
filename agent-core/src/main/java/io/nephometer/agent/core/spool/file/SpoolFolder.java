package io.nephometer.agent.core.spool.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A directory as a spool uses it. What is safe when a method has returned survives a crash; all else may be gone after
 * one, in part or whole.
 */
public interface SpoolFolder {

    /** Makes the directory where it is missing; returns whether it was. */
    boolean make() throws IOException;

    /** The files directly in it, by name, and their sizes; none if there is no such directory. */
    Map<String, Long> list() throws IOException;

    /** @throws java.nio.file.NoSuchFileException if there is none of that name */
    byte[] read(String name) throws IOException;

    /** Makes a file, or replaces it. Neither its content nor its name is safe; a process that dies leaves both. */
    void write(String name, ByteBuffer content) throws IOException;

    /** Makes the content of a file safe, not its name. */
    void sync(String name) throws IOException;

    /** Makes a file, or replaces it: its content is safe, its name is not before {@link #sync()}. */
    default void create(String name, ByteBuffer content) throws IOException {
        write(name, content);
        sync(name);
    }

    /** Writes over a part of a file, which keeps its size: safe, but a crash in the midst leaves that part torn. */
    void overwrite(String name, int at, ByteBuffer content) throws IOException;

    /** Replaces what has the other name. With a {@code /} in it, the file goes to a folder in this one. */
    void rename(String from, String to) throws IOException;

    /** Succeeds also if there is none. */
    void delete(String name) throws IOException;

    /** Makes all names safe. */
    void sync() throws IOException;

    /** Bytes that can still be written on its file system. */
    long free();

    /** Bytes that its file system has. */
    long size();
}
