package io.nephometer.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of 12 MB in memory, at the place of a directory. */
public final class SmallFileSystem implements AutoCloseable {

    /** How it behaves. */
    public enum State {
        SOUND,
        FULL,
        READ_ONLY,
        /** What makes it so is the process's business, see {@link FaultInjection}. */
        SLOW
    }

    private final Path at;
    private Path readOnly;

    public SmallFileSystem(Path at) {
        this.at = at;
        try {
            Files.createDirectories(at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.ok("mount", "-t", "tmpfs", "-o", "size=12m,mode=0700", "none", at);
    }

    private Path other() {
        return at.resolve("other");
    }

    /** Fills it to the last byte with a file of another. */
    public void fill() {
        Command.run("dd", "if=/dev/zero", "of=" + other(), "bs=4k", "oflag=append", "conv=notrunc"); // until it fails
    }

    public void free() {
        Command.ok("rm", other());
    }

    /** Makes a directory read-only. */
    void freeze(String directory) {
        Path below = at.resolve(directory);
        Command.ok("mkdir", "-p", "-m", "0700", below);
        makeReadOnly(below, Path.of(at + "-read-only"));
        readOnly = below;
    }

    /**
     * Puts a read-only view of a directory in its place, until that is unmounted. A mount that is in use cannot be made
     * read-only while a file is being written: this one is made elsewhere.
     */
    public static void makeReadOnly(Path directory, Path elsewhere) {
        Command.ok("mkdir", "-p", elsewhere);
        Command.ok("mount", "--bind", directory, elsewhere);
        Command.ok("mount", "-o", "remount,bind,ro", elsewhere);
        Command.ok("mount", "--bind", elsewhere, directory);
        Command.ok("umount", elsewhere);
        Command.ok("rmdir", elsewhere);
    }

    void thaw() {
        Command.ok("umount", "--lazy", readOnly);
        readOnly = null;
    }

    /** Changes it from any state. */
    public void become(State next, String directory) {
        if (readOnly != null) {
            thaw();
        }
        if (Files.exists(other())) {
            free();
        }
        if (next == State.FULL) {
            fill();
        }
        if (next == State.READ_ONLY) {
            freeze(directory);
        }
    }

    @Override
    public void close() {
        if (readOnly != null) {
            thaw();
        }
        Command.ok("umount", "--lazy", at);
    }
}
