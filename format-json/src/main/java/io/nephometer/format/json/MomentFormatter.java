package io.nephometer.format.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.nephometer.api.Moment;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Formats moments. The wall-clock time is formatted according to RFC 3339 with six decimal places, and the monotonic
 * time is formatted in seconds with nine decimal places. The formatted characters are overwritten when the next moment
 * is formatted. The formatted characters are reused where possible because most consecutive samples share the same
 * moment, and nearly all of them fall within the same second.
 */
final class MomentFormatter {

    private static final SerializedString TIMESTAMP = new SerializedString("timestamp");
    private static final SerializedString MONOTONIC_TIME = new SerializedString("monotonic_time");
    private static final long BILLION = 1_000_000_000L;
    private static final int MAX_LENGTH = 40;

    private final char[] timestamp = new char[MAX_LENGTH];
    private final char[] seconds = new char[MAX_LENGTH];
    private int timestampLength;
    private int secondsLength;
    private Moment last;
    private long second = Long.MIN_VALUE;
    private int secondEnd;

    private void set(Moment moment) {
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

    /** Writes a moment to the {@code timestamp} and {@code monotonic_time} fields. */
    void write(Moment read, JsonGenerator json) throws IOException {
        set(read);
        json.writeFieldName(TIMESTAMP);
        json.writeString(timestamp, 0, timestampLength);
        json.writeFieldName(MONOTONIC_TIME);
        json.writeNumber(seconds, 0, secondsLength);
    }
}
