package io.nephometer.api;

import java.util.List;
import java.util.stream.Stream;

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

    /**
     * scale × the sum of each dividend's Δ / the sum of each divisor's Δ, all between the same two readings; nothing where
     * no divisor grew.
     */
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
