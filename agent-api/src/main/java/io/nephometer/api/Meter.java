package io.nephometer.api;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A measurable quantity. A meter has a name, a type, a unit and, if the agent computes the meter from other meters, a
 * formula.
 */
public record Meter(String name, Type type, String unit, Optional<Formula> formula) {

    /** The type of a meter, which defines how successive volumes are related. */
    public enum Type {
        /** A gauge: each volume is independent of earlier volumes. */
        GAUGE,
        /** A counter that never decreases during one incarnation of its resource. */
        CUMULATIVE,
        /** A difference: each volume is the change since the previous sample. */
        DELTA;

        /**
         * Returns the name of the type as it appears in samples: {@code gauge}, {@code cumulative} or {@code delta}.
         */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*");

    /**
     * Creates a meter.
     *
     * @throws IllegalArgumentException if the name is invalid; a valid name begins with a letter and consists of
     *     dot-separated words made up of the characters {@code A-Z a-z 0-9 _ -}
     */
    public Meter {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name
                    + "' is not a valid meter name: expected words of A-Z a-z 0-9 _ - joined by dots, a letter first");
        }
        Objects.requireNonNull(type);
        Objects.requireNonNull(unit);
        Objects.requireNonNull(formula);
    }

    public static Meter gauge(String name, String unit) {
        return new Meter(name, Type.GAUGE, unit, Optional.empty());
    }

    public static Meter cumulative(String name, String unit) {
        return new Meter(name, Type.CUMULATIVE, unit, Optional.empty());
    }

    /**
     * Returns a derived gauge: the increase per second in the sum of the given counters. The counters are cumulative
     * meters of the same pollster.
     */
    public static Meter rate(String name, String unit, String... counters) {
        return new Meter(name, Type.GAUGE, unit, Optional.of(new Formula.Rate(List.of(counters))));
    }

    /**
     * Returns a derived delta: the increase in the given counter since the previous reading. The counter is a
     * cumulative meter of the same pollster.
     */
    public static Meter delta(String name, String unit, String counter) {
        return new Meter(name, Type.DELTA, unit, Optional.of(new Formula.Delta(counter)));
    }

    /**
     * Returns a derived gauge: the increase in the dividends divided by the increase in the divisors, multiplied by
     * {@code scale}. All dividends and divisors are cumulative meters of the same pollster. If no divisor has
     * increased, the agent produces no sample.
     */
    public static Meter quotient(
            String name, String unit, List<String> dividends, List<String> divisors, double scale) {
        return new Meter(name, Type.GAUGE, unit, Optional.of(new Formula.Quotient(dividends, divisors, scale)));
    }

    /**
     * Returns a derived gauge: the utilization of several parallel units, as a percentage of at most 100. The counter
     * is a cumulative meter that measures the busy time of the units in nanoseconds.
     *
     * @param units the metadata key under which the counter's samples contain the number of units
     */
    public static Meter utilisation(String name, String counter, String units) {
        return new Meter(name, Type.GAUGE, "%", Optional.of(new Formula.Utilisation(counter, units)));
    }

    public boolean isDerived() {
        return formula.isPresent();
    }
}
