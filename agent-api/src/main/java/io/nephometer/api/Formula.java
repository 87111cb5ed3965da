package io.nephometer.api;

import java.util.List;

/**
 * How core computes a derived meter from two readings of cumulative meters of one resource, so that a pollster keeps no
 * state. Time is that of the monotonic clock. No formula gives a value over two incarnations of a resource or where a
 * counter fell.
 */
public sealed interface Formula {

    /** The cumulative meters, of the same pollster, that it needs. */
    List<String> counters();

    /** The sum of each counter's Δcounter / Δt, a second. */
    record Rate(List<String> counters) implements Formula {
        public Rate {
            counters = List.copyOf(counters);
            if (counters.isEmpty()) {
                throw new IllegalArgumentException("a rate needs a counter");
            }
        }
    }

    /** Δcounter. */
    record Delta(String counter) implements Formula {
        @Override
        public List<String> counters() {
            return List.of(counter);
        }
    }

    /** min(100, 100 × Δcounter [ns] / (Δt × units)), with the number of units from the newer sample's metadata. */
    record Utilisation(String counter, String units) implements Formula {
        @Override
        public List<String> counters() {
            return List.of(counter);
        }
    }
}
