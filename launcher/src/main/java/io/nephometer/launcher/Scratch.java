package io.nephometer.launcher;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory for what is made anew at each start.
 *
 * @param isOwn whether it is removed at the end, with all that is in it
 */
record Scratch(Path path, boolean isOwn) implements Closeable {

    private static final System.Logger LOG = System.getLogger(Scratch.class.getPackageName());
    private static final long ENOUGH = 8 << 20; // the framework copies its bundles there

    /** Among the other temporary files of this host. */
    static Scratch temporary() throws IOException {
        return new Scratch(Files.createTempDirectory("nephometer-"), true);
    }

    /** The data directory, unless its disk is full or read-only: that must not keep an agent from polling. */
    static Scratch in(Path data) throws IOException {
        if (Files.isWritable(data) && data.toFile().getUsableSpace() >= ENOUGH) {
            return new Scratch(data, false);
        }
        Scratch other = temporary();
        LOG.log(
                Level.WARNING,
                "the disk of {0} is full or read-only; the files of the framework are in {1}",
                data,
                other.path);
        return other;
    }

    @Override
    public void close() {
        if (!isOwn || !Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "{0} could not be removed: {1}", path, e.getMessage());
        }
    }
}
