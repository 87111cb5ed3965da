package com.example.soak;

import io.nephometer.api.*;
import java.io.IOException;
import java.nio.file.*;
import java.util.*;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;

/** Gives samples whose volumes are numbers that never come twice, and writes down each turn before it returns it. */
@Component
public class SoakPollster implements Pollster {
    private static final Meter SERIAL = Meter.gauge("soak.serial", "");
    private static final Path POLLED = Path.of(System.getProperty("soak.polled"));

    public Set<Meter> meters() { return Set.of(SERIAL); }

    public List<String> discovery() { return List.of(); }

    public List<Sample> poll(Turn turn) throws IOException {
        long first = System.nanoTime(); // the kernel's monotonic clock: the same for all processes
        int count = 20 + (int) (first % 20);
        Files.writeString(POLLED, first + " " + count + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Moment now = turn.now();
        return IntStream.range(0, count)
                .mapToObj(i -> Sample.of(SERIAL, Resource.of("soak-" + i, Map.of()), first + i, now))
                .toList();
    }
}
