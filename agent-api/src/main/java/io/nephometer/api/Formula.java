package io.nephometer.api;

import java.util.List;
import java.util.stream.Stream;

/**
 * Defines how the agent computes a derived meter from two readings of cumulative meters for the same resource. The
 * pollster itself therefore needs no state. Time differences are measured with the monotonic clock. The formula has no
 * value if the resource began a new incarnation between the two readings or if a counter decreased.
 */
public sealed interface Formula {

    /**
     * Returns the names of the cumulative meters that this formula uses. All these meters belong to the same pollster.
     */
    List<String> counters();

    /** A rate per second: the sum of Δcounter / Δt over all counters. */
    record Rate(List<String> counters) implements Formula {
        public Rate {
            counters = List.copyOf(counters);
            if (counters.isEmpty()) {
                throw new IllegalArgumentException("a rate needs a counter");
            }
        }
    }

    /** The increase in a counter between two readings: Δcounter. */
    record Delta(String counter) implements Formula {
        @Override
        public List<String> counters() {
            return List.of(counter);
        }
    }

    /**
     * A quotient: scale × ΣΔdividend / ΣΔdivisor between two readings. The quotient has no value if no divisor
     * increased.
     */
    record Quotient(List<String> dividends, List<String> divisors, double scale) implements Formula {
        public Quotient {
            dividends = List.copyOf(dividends);
            divisors = List.copyOf(divisors);
            if (dividends.isEmpty() || divisors.isEmpty()) {
                throw new IllegalArgumentException("a quotient needs a dividend and a divisor");
            }
        }

        @Override
        public List<String> counters() {
            return Stream.concat(dividends.stream(), divisors.stream()).toList();
        }
    }

    /**
     * The utilization of several parallel units, in percent: min(100, 100 × Δcounter [ns] / (Δt × units)). The number
     * of units is read from the metadata of the more recent sample.
     */
    record Utilisation(String counter, String units) implements Formula {
        @Override
        public List<String> counters() {
            return List.of(counter);
        }
    }
}
