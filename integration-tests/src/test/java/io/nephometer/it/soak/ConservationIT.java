package io.nephometer.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Read = delivered + waiting + reported lost, to the sample, whatever happens: judged by what a pollster has written down
 * and what a consumer of each route has received. {@code -Dseeds=30} for the full number, {@code -Dseed=N,M} to repeat
 * some, {@code -Dseconds=60} each, {@code -Dabreast=2} at once.
 */
@Tag("real")
class ConservationIT {

    @TempDir
    Path directory;

    private final Duration time = Duration.ofSeconds(Long.getLong("seconds", 30));

    @Test
    void everySampleThatWasReadIsDeliveredOrReportedAsLost() throws Exception {
        String some = System.getProperty("seed");
        long[] seeds = some != null
                ? Stream.of(some.split(",")).mapToLong(Long::parseLong).toArray()
                : LongStream.rangeClosed(1, Long.getLong("seeds", 3)).toArray();
        ExecutorService threads = Executors.newFixedThreadPool(Integer.getInteger("abreast", 3));
        List<Future<List<String>>> runs = new ArrayList<>();
        for (long next : seeds) {
            runs.add(threads.submit(() -> run(next)));
        }
        threads.shutdown();
        List<String> faults = new ArrayList<>();
        for (Future<List<String>> run : runs) {
            faults.addAll(run.get());
        }
        assertThat(faults).isEmpty();
    }

    private List<String> run(long seed) throws Exception {
        String name = "-Dseed=" + seed;
        try (Soak soak = new Soak(Files.createDirectory(directory.resolve("seed" + seed)), seed)) {
            List<String> faults;
            try {
                soak.storm(time);
                faults = soak.judged();
            } catch (AssertionError | RuntimeException e) {
                faults = List.of(e.toString());
            }
            System.out.println(name + ":\n" + (faults.isEmpty() ? soak.events() : soak.story()) + "\n" + faults);
            return faults.stream().map(fault -> name + ": " + fault).toList();
        }
    }
}
