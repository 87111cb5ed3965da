package io.nephometer.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Shifts the wall clock and delays the syncs of a process, through the preloaded library {@code lab/faults.c}. */
public final class FaultInjection {

    private final Path library;
    private final Path file;
    private final MappedByteBuffer page;

    public FaultInjection(Path directory) {
        library = directory.resolve("faults.so");
        file = directory.resolve("faults");
        Command.ok("gcc", "-O1", "-shared", "-fPIC", "-o", library, Path.of("src/test/lab/faults.c"), "-ldl");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            page = channel.map(FileChannel.MapMode.READ_WRITE, 0, 2 * Double.BYTES);
            page.order(ByteOrder.nativeOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the command prefix that preloads the library. */
    public Object[] environment(String... more) {
        Object[] words = new Object[3 + more.length];
        words[0] = "env";
        words[1] = "LD_PRELOAD=" + library;
        words[2] = "FAULTS=" + file;
        System.arraycopy(more, 0, words, 3, more.length);
        return words;
    }

    /** Shifts the wall clock by a number of seconds. */
    public void shiftClock(double seconds) {
        page.putDouble(0, seconds);
    }

    /** Delays each sync by a number of seconds. */
    public void delaySyncs(double seconds) {
        page.putDouble(Double.BYTES, seconds);
    }
}
