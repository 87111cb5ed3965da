package io.nephometer.api;

import java.util.List;
import java.util.stream.Stream;

/**
 * How the agent computes a derived meter from two readings of cumulative meters of one resource, so that a pollster
 * keeps no state. Times are those of the monotonic clock. There is no value across two incarnations of a resource or if
 * a counter fell.
 */
public sealed interface Formula {

    /** Returns the cumulative meters of the same pollster that it needs. */
    List<String> counters();

    /** The sum of Δcounter / Δt over all counters, a second. */
    record Rate(List<String> counters) implements Formula {
        public Rate {
            counters = List.copyOf(counters);
            if (counters.isEmpty()) {
                throw new IllegalArgumentException("a rate needs a counter");
            }
        }
    }

    /** Δcounter: the growth between two readings. */
    record Delta(String counter) implements Formula {
        @Override
        public List<String> counters() {
            return List.of(counter);
        }
    }

    /** scale × ΣΔdividend / ΣΔdivisor, all between the same two readings; no value if no divisor grew. */
    record Quotient(List<String> dividends, List<String> divisors, double scale) implements Formula {
        public Quotient {
            dividends = List.copyOf(dividends);
            divisors = List.copyOf(divisors);
            if (dividends.isEmpty() || divisors.isEmpty()) {
                throw new IllegalArgumentException("a quotient needs a counter above and one below");
            }
        }

        @Override
        public List<String> counters() {
            return Stream.concat(dividends.stream(), divisors.stream()).toList();
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
