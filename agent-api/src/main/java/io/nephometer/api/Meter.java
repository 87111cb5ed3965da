package io.nephometer.api;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that is measured: a name, how its volumes relate over time, their unit, and, where core computes it from
 * other meters, by which formula.
 */
public record Meter(String name, Type type, String unit, Optional<Formula> formula) {

    /** How the volumes of a meter relate over time. */
    public enum Type {
        /** A value that stands for itself. */
        GAUGE,
        /** A counter that only grows while its resource lives. */
        CUMULATIVE,
        /** The change since the sample before. */
        DELTA;

        /** As it is written in a sample: {@code gauge}, {@code cumulative}, {@code delta}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*");

    /** @throws IllegalArgumentException if the name is not made of words of {@code A-Z a-z 0-9 _ -} joined by dots */
    public Meter {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a valid meter name: words of A-Z a-z 0-9 _ - joined by dots, a letter first");
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

    /** A gauge: how fast the sum of some cumulative meters of the same pollster grows, a second. */
    public static Meter rate(String name, String unit, String... counters) {
        return new Meter(name, Type.GAUGE, unit, Optional.of(new Formula.Rate(List.of(counters))));
    }

    /** A delta: by how much a cumulative meter of the same pollster has grown since the reading before. */
    public static Meter delta(String name, String unit, String counter) {
        return new Meter(name, Type.DELTA, unit, Optional.of(new Formula.Delta(counter)));
    }

    /**
     * A gauge: how much the dividends grew for each step of the divisors, all cumulative meters of the same pollster,
     * times {@code scale}. Nothing where no divisor grew.
     */
    public static Meter quotient(
            String name, String unit, List<String> dividends, List<String> divisors, double scale) {
        return new Meter(name, Type.GAUGE, unit, Optional.of(new Formula.Quotient(dividends, divisors, scale)));
    }

    /**
     * A gauge in percent: the share of the time of {@code units} parallel units that a cumulative meter in nanoseconds
     * used, at most 100. The number of units is the metadata {@code units} of the counter's sample.
     */
    public static Meter utilisation(String name, String counter, String units) {
        return new Meter(name, Type.GAUGE, "%", Optional.of(new Formula.Utilisation(counter, units)));
    }

    public boolean isDerived() {
        return formula.isPresent();
    }
}
