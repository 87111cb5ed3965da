package io.nephometer.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The threads and file descriptors of a process. */
public record ResourceUsage(long threads, long descriptors) {

    /** Pools grow and shrink. */
    private static final int PLAY = 5;

    public static ResourceUsage of(long pid) {
        return new ResourceUsage(count(pid, "task"), count(pid, "fd"));
    }

    private static long count(long pid, String what) {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid, what))) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void assertNotMuchLargerThan(ResourceUsage before) {
        assertThat(threads).as("threads, before %s", before).isLessThan(before.threads + PLAY);
        assertThat(descriptors).as("descriptors, before %s", before).isLessThan(before.descriptors + PLAY);
    }
}
