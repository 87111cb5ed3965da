package io.nephometer.launcher.framework;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory for files that are recreated each time the agent starts.
 *
 * @param isOwn whether the directory and its contents are deleted on close
 */
public record ScratchDirectory(Path path, boolean isOwn) implements Closeable {

    private static final System.Logger LOG = System.getLogger("io.nephometer.launcher");
    private static final long ENOUGH = 8 << 20; // in bytes; the framework copies its bundles there

    /** Creates a scratch directory in the default directory for temporary files. */
    public static ScratchDirectory temporary() throws IOException {
        return new ScratchDirectory(Files.createTempDirectory("nephometer-"), true);
    }

    /**
     * Returns the data directory, or a temporary directory if the data directory's disk is full or read-only. A
     * temporary directory allows the agent to poll even if the disk is full or read-only.
     */
    public static ScratchDirectory in(Path data) throws IOException {
        if (Files.isWritable(data) && data.toFile().getUsableSpace() >= ENOUGH) {
            return new ScratchDirectory(data, false);
        }
        ScratchDirectory other = temporary();
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
