package io.nephometer.agent.core;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them: three digits or four, and a unit; {@code -} where nothing is known. */
final class Figures {

    static final String UNKNOWN = "-";

    private static final int KIB = 1024;
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

    private Figures() {}

    static String bytes(double bytes) {
        double number = bytes;
        int unit = 0;
        while (number >= 999.5 && unit < UNITS.size() - 1) {
            number /= KIB;
            unit++;
        }
        return (unit == 0 ? plain(number, 0) : digits(number)) + " " + UNITS.get(unit);
    }

    static String bytes(OptionalDouble bytes) {
        return bytes.isPresent() ? bytes(bytes.getAsDouble()) : UNKNOWN;
    }

    static String number(OptionalDouble number, int decimals) {
        return number.isPresent() ? plain(number.getAsDouble(), decimals) : UNKNOWN;
    }

    /** From microseconds on. */
    static String time(Duration duration) {
        double micros = duration.toNanos() / 1e3;
        if (micros < 999.5) {
            return plain(micros, 0) + " µs";
        }
        return micros < 999_500 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
    }

    private static String digits(double number) {
        return plain(number, number < 9.95 ? 1 : 0);
    }

    static String plain(double number, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }
}
