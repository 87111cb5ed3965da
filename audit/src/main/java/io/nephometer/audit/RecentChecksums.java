package io.nephometer.audit;

/**
 * The checksums of recent documents in a ring buffer. The position of a document is its number modulo the size of the
 * ring.
 */
final class RecentChecksums {

    enum Comparison {
        SAME,
        DIFFERENT,
        UNKNOWN
    }

    private static final int SIZE = 512; // covers the few windows of 64 messages by which a twin may lag

    private final long[] numbers = new long[SIZE];
    private final long[] checksums = new long[SIZE];

    void put(long number, long checksum) {
        int place = (int) (number % SIZE);
        numbers[place] = number + 1; // 0 marks an empty position
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
