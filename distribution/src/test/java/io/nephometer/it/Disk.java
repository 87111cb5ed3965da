package io.nephometer.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of 12 MB in memory, at the place of a directory. */
final class Disk implements AutoCloseable {

    private final Path at;

    Disk(Path at) {
        this.at = at;
        try {
            Files.createDirectories(at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.ok("mount", "-t", "tmpfs", "-o", "size=12m,mode=0700", "none", at);
    }

    private Path other() {
        return at.resolve("somebody-else");
    }

    /** To the last byte, by somebody else. */
    void fill() {
        Command.run("dd", "if=/dev/zero", "of=" + other(), "bs=4k", "oflag=append", "conv=notrunc"); // until it fails
    }

    void free() {
        Command.ok("rm", other());
    }

    @Override
    public void close() {
        Command.ok("umount", "--lazy", at);
    }
}
