package io.nephometer.agent.core.polling;

import io.nephometer.api.Formula;
import io.nephometer.api.Meter;
import io.nephometer.api.Sample;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes the derived meters of one job. Remembers the job's counters from turn to turn and computes the increases in
 * these counters. Thread-safe.
 */
final class Derivation {

    /** The number of turns after which a counter that is no longer read is discarded. */
    private static final int FORGOTTEN_AFTER = 10;

    private record Key(String meter, String resource) {}

    private record Seen(Sample sample, long turn) {}

    /** The increase in a counter between two successive readings. */
    private record Growth(Number by, double seconds, Sample newer) {
        double aSecond() {
            return by.doubleValue() / seconds;
        }
    }

    private final Map<Key, Seen> counters = new HashMap<>();
    private long turn;

    /** Returns the derived samples for a turn and remembers the counters that were read in the turn. */
    synchronized List<Sample> derive(List<Meter> derived, List<Sample> read) {
        turn++;
        Map<Key, Growth> growths = remember(counterNames(derived), read);
        List<Sample> samples = new ArrayList<>();
        for (Meter meter : derived) {
            Formula formula = meter.formula().orElseThrow();
            String first = formula.counters().get(0);
            growths.forEach((key, growth) -> {
                if (key.meter.equals(first)) {
                    Number volume = volume(formula, key.resource, growths);
                    if (volume != null && isFinite(volume)) {
                        Sample newer = growth.newer;
                        samples.add(new Sample(meter, newer.resource(), volume, newer.read(), newer.metadata()));
                    }
                }
            });
        }
        if (turn % FORGOTTEN_AFTER == 0) {
            counters.values().removeIf(seen -> seen.turn + FORGOTTEN_AFTER <= turn);
        }
        return samples;
    }

    /**
     * Returns whether a volume is finite. The increase in a counter can exceed the range of a double, and an infinite
     * volume cannot be written as a number.
     */
    private static boolean isFinite(Number volume) {
        return !(volume instanceof Double number) || Double.isFinite(number);
    }

    private static Set<String> counterNames(List<Meter> derived) {
        Set<String> names = new HashSet<>();
        derived.forEach(meter -> names.addAll(meter.formula().orElseThrow().counters()));
        return names;
    }

    private Map<Key, Growth> remember(Set<String> names, List<Sample> read) {
        Map<Key, Growth> growths = new LinkedHashMap<>();
        for (Sample sample : read) {
            if (names.contains(sample.meter().name())) {
                Key key = new Key(sample.meter().name(), sample.resource().id());
                Seen before = counters.put(key, new Seen(sample, turn));
                Growth growth = before == null ? null : growth(before.sample, sample);
                if (growth != null) {
                    growths.put(key, growth);
                }
            }
        }
        return growths;
    }

    /**
     * Returns the increase between two readings. Returns null if the readings belong to different incarnations of the
     * resource or are totals over different sets of devices, if the counter has decreased, or if no time has elapsed
     * between the readings.
     */
    private static Growth growth(Sample older, Sample newer) {
        long nanos = newer.read().nanos() - older.read().nanos();
        boolean same = older.resource().incarnation() == newer.resource().incarnation()
                && older.devices().equals(newer.devices());
        Number by = subtract(newer.volume(), older.volume());
        return same && nanos > 0 && by.doubleValue() >= 0 ? new Growth(by, nanos / 1e9, newer) : null;
    }

    private static Number subtract(Number a, Number b) {
        if (a instanceof Double || b instanceof Double) {
            return a.doubleValue() - b.doubleValue();
        }
        if (a instanceof BigInteger || b instanceof BigInteger) {
            return new BigInteger(a.toString()).subtract(new BigInteger(b.toString()));
        }
        return a.longValue() - b.longValue(); // both values are 0 or more, so the difference does not overflow
    }

    /**
     * Returns the volume of a derived meter for a resource. Returns null if the volume cannot be computed, for example
     * because the increase in a counter is not known or the counters are totals over different sets of devices.
     */
    private static Number volume(Formula formula, String resource, Map<Key, Growth> growths) {
        List<Growth> own = new ArrayList<>();
        for (String counter : formula.counters()) {
            Growth growth = growths.get(new Key(counter, resource));
            if (growth == null) {
                return null;
            }
            own.add(growth);
        }
        if (own.stream().map(growth -> growth.newer.devices()).distinct().count() > 1) {
            return null;
        }
        if (formula instanceof Formula.Rate) {
            // each counter has its own elapsed time, because one may have been missing in a turn
            return own.stream().mapToDouble(Growth::aSecond).sum();
        }
        if (formula instanceof Formula.Quotient quotient) {
            return quotient(quotient, own);
        }
        Growth growth = own.get(0);
        if (formula instanceof Formula.Utilisation utilisation) {
            Object units = growth.newer.metadata().get(utilisation.units());
            boolean known = units instanceof Number n && n.doubleValue() > 0;
            return known ? Math.min(100.0, 100.0 * growth.aSecond() / 1e9 / ((Number) units).doubleValue()) : null;
        }
        return growth.by;
    }

    /**
     * Returns the quotient of the increases in the counters, or null if the divisors did not increase or the increases
     * cover different time spans.
     */
    private static Number quotient(Formula.Quotient quotient, List<Growth> growths) {
        int dividends = quotient.dividends().size();
        double divisor = sum(growths.subList(dividends, growths.size()));
        boolean sameTime = growths.stream().map(Growth::seconds).distinct().count() == 1;
        return divisor > 0 && sameTime ? quotient.scale() * sum(growths.subList(0, dividends)) / divisor : null;
    }

    private static double sum(List<Growth> growths) {
        return growths.stream().mapToDouble(growth -> growth.by.doubleValue()).sum();
    }
}
