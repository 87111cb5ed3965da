package io.nephometer.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Formats numbers for human readers, typically by rounding them and appending a unit. An unknown value is shown as
 * {@code -}.
 */
public final class HumanNumbers {

    public static final String UNKNOWN = "-";

    private static final int KIB = 1024;
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

    private static final MathContext DIGITS = new MathContext(7);
    private static final int MAX_DIGITS = 20; // the length of the largest unsigned 64-bit number

    private HumanNumbers() {}

    public static String bytes(double bytes) {
        double number = bytes;
        int unit = 0;
        while (number >= 999.5 && unit < UNITS.size() - 1) {
            number /= KIB;
            unit++;
        }
        return (unit == 0 ? plain(number, 0) : digits(number)) + " " + UNITS.get(unit);
    }

    public static String bytes(OptionalDouble bytes) {
        return bytes.isPresent() ? bytes(bytes.getAsDouble()) : UNKNOWN;
    }

    public static String number(OptionalDouble number, int decimals) {
        return number.isPresent() ? plain(number.getAsDouble(), decimals) : UNKNOWN;
    }

    /** Formats a short duration in microseconds, milliseconds or seconds. */
    public static String time(Duration duration) {
        double micros = duration.toNanos() / 1e3;
        if (micros < 999.5) {
            return plain(micros, 0) + " µs";
        }
        return micros < 999_500 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
    }

    private static String digits(double number) {
        return plain(number, number < 9.95 ? 1 : 0);
    }

    public static String plain(double number, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }

    /** Formats a duration with at most two units, for example {@code 3 h 12 min}, {@code 1.2 s} or {@code 7 ms}. */
    public static String duration(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return millis % 1000 == 0 ? millis / 1000 + " s" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long minutes = millis / 60_000;
        if (minutes < 60) {
            return minutes + " min" + (millis / 1000 % 60 == 0 ? "" : " " + millis / 1000 % 60 + " s");
        }
        long hours = minutes / 60;
        return hours < 48 ? hours + " h " + minutes % 60 + " min" : hours / 24 + " d " + hours % 24 + " h";
    }

    /**
     * Formats a sample's volume. Integers are formatted exactly; floating-point numbers are rounded to seven digits.
     */
    public static String volume(Number volume) {
        if (!(volume instanceof Double) && volume.toString().length() <= MAX_DIGITS) {
            return volume.toString();
        }
        BigDecimal digits = new BigDecimal(volume.toString()).round(DIGITS).stripTrailingZeros();
        String plain = digits.toPlainString();
        return plain.length() <= MAX_DIGITS ? plain : digits.toString();
    }
}
