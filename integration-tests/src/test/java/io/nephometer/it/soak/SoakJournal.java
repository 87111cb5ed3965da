package io.nephometer.it.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The events of a soak, with their moments: since its begin, and on the clock of the samples. */
final class SoakJournal {

    private final long begin = System.nanoTime();
    private final List<String> events = new ArrayList<>();

    void add(String event) {
        long now = System.nanoTime();
        events.add("%8.3f s (%.3f) %s".formatted((now - begin) / 1e9, now / 1e9, event));
    }

    /** Returns seconds in ns, the unit of the moments of a soak. */
    static long seconds(int count) {
        return TimeUnit.SECONDS.toNanos(count);
    }

    @Override
    public String toString() {
        return String.join("\n", events);
    }
}
