package io.nephometer.publisher.mqtt.format;

import io.nephometer.api.Moment;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Formats a moment into characters that are overwritten by the next one: the wall-clock time as RFC 3339 with microseconds,
 * the monotonic time as seconds with nanoseconds. Most samples have the same moment as the one before, nearly all the same
 * second.
 */
public final class MomentFormatter {

    private static final long BILLION = 1_000_000_000L;
    private static final int MAX_LENGTH = 40;

    private final char[] timestamp = new char[MAX_LENGTH];
    private final char[] seconds = new char[MAX_LENGTH];
    private int timestampLength;
    private int secondsLength;
    private Moment last;
    private long second = Long.MIN_VALUE;
    private int secondEnd;

    public static String timestamp(Instant wall) {
        MomentFormatter text = new MomentFormatter();
        text.setTimestamp(wall);
        return new String(text.timestamp, 0, text.timestampLength);
    }

    void set(Moment moment) {
        if (moment != last) {
            setTimestamp(moment.wall());
            setSeconds(moment.nanos());
            last = moment;
        }
    }

    private void setTimestamp(Instant wall) {
        if (wall.getEpochSecond() != second) {
            second = wall.getEpochSecond();
            String text = wall.truncatedTo(ChronoUnit.SECONDS).toString(); // 2026-11-01T00:00:00Z
            secondEnd = text.length() - 1;
            text.getChars(0, secondEnd, timestamp, 0);
            timestamp[secondEnd] = '.';
        }
        DecimalDigits.write(wall.getNano() / 1000, 6, timestamp, secondEnd + 1);
        timestamp[secondEnd + 7] = 'Z';
        timestampLength = secondEnd + 8;
    }

    private void setSeconds(long nanos) {
        int at = 0;
        if (nanos < 0) {
            seconds[at++] = '-';
        }
        String whole = Long.toString(Math.abs(nanos / BILLION));
        whole.getChars(0, whole.length(), seconds, at);
        at += whole.length();
        seconds[at++] = '.';
        DecimalDigits.write(Math.abs(nanos % BILLION), 9, seconds, at);
        secondsLength = at + 9;
    }

    char[] timestamp() {
        return timestamp;
    }

    int timestampLength() {
        return timestampLength;
    }

    char[] seconds() {
        return seconds;
    }

    int secondsLength() {
        return secondsLength;
    }
}
