package io.nephometer.format.json;

/** Writes whole numbers as decimal digits. */
final class DecimalDigits {

    private DecimalDigits() {}

    /** Writes a number with the given number of digits, padded with leading zeros if necessary. */
    static void write(long number, int digits, char[] target, int start) {
        long rest = number;
        for (int i = start + digits - 1; i >= start; i--) {
            target[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
