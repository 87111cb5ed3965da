package io.nephometer.audit;

/** The checksums of recent documents, in a ring of fixed size: a document takes the place of its number modulo the size. */
final class RecentChecksums {

    enum Comparison {
        SAME,
        DIFFERENT,
        UNKNOWN
    }

    private static final int SIZE = 512; // a twin is at most some windows of 64 messages behind

    private final long[] numbers = new long[SIZE];
    private final long[] checksums = new long[SIZE];

    void put(long number, long checksum) {
        int place = (int) (number % SIZE);
        numbers[place] = number + 1; // 0: the place is empty
        checksums[place] = checksum;
    }

    Comparison compare(long number, long checksum) {
        int place = (int) (number % SIZE);
        if (numbers[place] != number + 1) {
            return Comparison.UNKNOWN;
        }
        return checksums[place] == checksum ? Comparison.SAME : Comparison.DIFFERENT;
    }
}
