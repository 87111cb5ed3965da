package io.nephometer.publisher.mqtt.format;

/** A whole number as decimal digits. */
final class DecimalDigits {

    private DecimalDigits() {}

    /** Writes exactly that many digits, with zeros in front. */
    static void write(long number, int digits, char[] to, int at) {
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            to[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
