package io.nephometer.transformer.basic.pattern;

/**
 * A character sequence that limits the number of character reads. The limit stops a regular expression that backtracks
 * exponentially.
 */
final class ReadLimitedText implements CharSequence {

    private static final int MAX_READS = 100_000;

    private final String text;
    private int reads;

    ReadLimitedText(String text) {
        this.text = text;
    }

    @Override
    public char charAt(int index) {
        if (++reads > MAX_READS) {
            throw new IllegalArgumentException("map_from takes too long on '" + text + "'");
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
