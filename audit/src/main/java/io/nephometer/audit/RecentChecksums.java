package io.nephometer.audit;

/**
 * A ring buffer of the checksums of recent documents. The position of a document in the ring buffer is the document's
 * number modulo the size of the buffer.
 */
final class RecentChecksums {

    enum Comparison {
        SAME,
        DIFFERENT,
        UNKNOWN
    }

    private static final int SIZE = 512; // covers the few windows of 64 messages by which a duplicate may lag

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
