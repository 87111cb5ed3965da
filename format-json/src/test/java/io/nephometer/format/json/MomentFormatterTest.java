package io.nephometer.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.nephometer.api.Moment;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentFormatterTest {

    private final MomentFormatter text = new MomentFormatter();

    // spotless:off
    @ParameterizedTest
    @CsvSource({
        "0,                     0.000000000",
        "1,                     0.000000001",
        "-1,                   -0.000000001",
        "999999999,             0.999999999",
        "-1000000000,          -1.000000000",
        "9223372036854775807,   9223372036.854775807",
        "-9223372036854775808, -9223372036.854775808"
    })
    void nanosecondsBecomeSecondsExactly(long nanos, String seconds) {
        assertThat(seconds(nanos)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-01T12:00:00Z,           2026-11-01T12:00:00.000000Z",
        "2026-11-01T12:34:56.000001999Z, 2026-11-01T12:34:56.000001Z",
        "2026-11-01T23:59:59.999999999Z, 2026-11-01T23:59:59.999999Z",
        "1969-12-31T23:59:59.5Z,         1969-12-31T23:59:59.500000Z"
    })
    void theWallsTimeHasSixDigitsOfASecond(String instant, String timestamp) {
        assertThat(timestamp(Instant.parse(instant))).isEqualTo(timestamp);
    }
    // spotless:on

    @Test
    void aMomentOfTheSameSecondIsNotTheOneBefore() {
        Instant second = Instant.parse("2026-11-01T12:00:00Z");
        assertThat(timestamp(second.plusNanos(1000))).isEqualTo("2026-11-01T12:00:00.000001Z");
        assertThat(timestamp(second.plusNanos(2000))).isEqualTo("2026-11-01T12:00:00.000002Z");
        assertThat(timestamp(second.plusSeconds(1))).isEqualTo("2026-11-01T12:00:01.000000Z");
    }

    private String seconds(long nanos) {
        return fields(new Moment(Instant.EPOCH, nanos)).get(1);
    }

    private String timestamp(Instant wall) {
        return fields(new Moment(wall, 0)).get(0);
    }

    /** Returns the two fields' values as they are written. */
    private List<String> fields(Moment moment) {
        StringWriter written = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(written)) {
            json.writeStartObject();
            text.write(moment, json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher fields = Pattern.compile("\\{\"timestamp\":\"(.*)\",\"monotonic_time\":(.*)}")
                .matcher(written.toString());
        assertThat(fields.matches()).as("%s", written).isTrue();
        return List.of(fields.group(1), fields.group(2));
    }
}
