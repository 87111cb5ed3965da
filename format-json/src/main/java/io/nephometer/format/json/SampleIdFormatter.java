package io.nephometer.format.json;

/**
 * Formats sample IDs in the form {@code EPOCH-SEQ-POSITION}. The formatted characters are overwritten when the next ID
 * is formatted.
 */
final class SampleIdFormatter {

    private static final int DIGITS = 10; // the number of digits in the largest int

    private char[] chars = {};
    private int prefix;
    private int length;

    /** Prepares the formatter for the samples in a new document. */
    void begin(String epoch, long sequence) {
        String text = epoch + "-" + sequence + "-";
        prefix = text.length();
        chars = new char[prefix + DIGITS];
        text.getChars(0, prefix, chars, 0);
    }

    void set(int position) {
        int digits = 1;
        for (int rest = position / 10; rest > 0; rest /= 10) {
            digits++;
        }
        DecimalDigits.write(position, digits, chars, prefix);
        length = prefix + digits;
    }

    char[] chars() {
        return chars;
    }

    int length() {
        return length;
    }
}
