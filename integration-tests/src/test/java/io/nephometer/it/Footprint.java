package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel keeps for a process. */
record Footprint(long threads, long descriptors) {

    /** Pools breathe. */
    private static final int PLAY = 5;

    static Footprint of(long pid) {
        return new Footprint(count(pid, "task"), count(pid, "fd"));
    }

    private static long count(long pid, String what) {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid, what))) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void isNoLargerThan(Footprint before) {
        assertThat(threads).as("threads, before %s", before).isLessThan(before.threads + PLAY);
        assertThat(descriptors).as("descriptors, before %s", before).isLessThan(before.descriptors + PLAY);
    }
}
