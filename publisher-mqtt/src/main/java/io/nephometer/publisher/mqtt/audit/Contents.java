package io.nephometer.publisher.mqtt.audit;

/** The checksums of the documents heard lately, in a fixed number of places: what is numbered alike modulo it takes it. */
final class Contents {

    enum Comparison {
        SAME,
        DIFFERENT,
        FORGOTTEN
    }

    private static final int PLACES = 512; // a twin is some windows of 64 messages behind at most

    private final long[] numbers = new long[PLACES];
    private final long[] contents = new long[PLACES];

    void keep(long number, long content) {
        int place = (int) (number % PLACES);
        numbers[place] = number + 1; // 0: nothing is kept
        contents[place] = content;
    }

    Comparison compare(long number, long content) {
        int place = (int) (number % PLACES);
        if (numbers[place] != number + 1) {
            return Comparison.FORGOTTEN;
        }
        return contents[place] == content ? Comparison.SAME : Comparison.DIFFERENT;
    }
}
