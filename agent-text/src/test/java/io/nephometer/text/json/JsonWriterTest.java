package io.nephometer.text.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

    @Test
    void whatIsNoJsonValueIsItsText() {
        assertThat(JsonWriter.of(Path.of("/a/b"))).isEqualTo("\"/a/b\"\n"); // a Path is an Iterable of Paths
        assertThat(JsonWriter.of(Instant.EPOCH)).isEqualTo("\"1970-01-01T00:00:00Z\"\n");
    }

    @Test
    void mapsListsNumbersAndNullAreThemselves() {
        assertThat(JsonWriter.of(Map.of("a", Arrays.asList(1, 2.5, true, null, "x"))))
                .isEqualTo("{\n  \"a\" : [ 1, 2.5, true, null, \"x\" ]\n}\n");
    }

    @Test
    void aLineIsOneLine() {
        assertThat(JsonWriter.line(Map.of("a", Arrays.asList(1, "x\ny")))).isEqualTo("{\"a\":[1,\"x\\ny\"]}\n");
    }

    @Test
    void whatATerminalWouldTakeForACommandIsEscaped() {
        assertThat(JsonWriter.line(Map.of("k\u009b", "a\u001b\u007f\u009b\u202e\u2028ö\ud83d\ude00")))
                .isEqualTo("{\"k\\u009b\":\"a\\u001B\\u007F\\u009b\\u202e\\u2028ö\ud83d\ude00\"}\n");
    }
}
