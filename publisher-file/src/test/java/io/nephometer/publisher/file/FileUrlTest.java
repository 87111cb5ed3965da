package io.nephometer.publisher.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileUrlTest {

    // spotless:off
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        file://var/log/x              | 'var' would be a host, and only files of this one are written: file:///var/log/x would be right
        file://localhost/x            | 'localhost' would be a host, and only files of this one are written: file:///localhost/x would be right
        file:x                        | the path is not absolute: file:///PATH would be right
        file:///                      | '/' names no file: file:///PATH would be right
        file:///var/log/              | '/var/log/' names no file: file:///PATH would be right
        file:///x#y                   | '#' has no meaning here: %23 would be right in a path
        file:///a%00b                 | the path is not UTF-8 text without control characters
        file:///a%0Ab                 | the path is not UTF-8 text without control characters
        file:///a%FFb                 | the path is not UTF-8 text without control characters
        file:///x?max_byte=1          | 'max_byte' is not known: did you mean 'max_bytes'? Known are max_bytes, backup_count, json
        file:///x?backups=1           | 'backups' is not known: did you mean 'backup_count'? Known are max_bytes, backup_count, json
        file:///x?json&               | '' is not known: did you mean 'json'? Known are max_bytes, backup_count, json
        file:///x?max_bytes=1&max_bytes=1 | 'max_bytes' is given twice
        file:///x?max_bytes           | max_bytes=: a whole number from 0 (never rotated) to 9223372036854775807 would be right
        file:///x?max_bytes=-1        | max_bytes=-1: a whole number from 0 (never rotated) to 9223372036854775807 would be right
        file:///x?max_bytes=9223372036854775808 | max_bytes=9223372036854775808: a whole number from 0 (never rotated) to 9223372036854775807 would be right
        file:///x?backup_count=ten    | backup_count=ten: a whole number from 0 (never rotated) to 9999 would be right
        file:///x?backup_count=10000  | backup_count=10000: a whole number from 0 (never rotated) to 9999 would be right
        """)
    void eachMistakeIsNamedWithWhatWouldBeRight(String url, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(url)).withMessage(message);
    }
    // spotless:on

    @Test
    void onlyAPathIsNeeded() {
        FileUrl url = parse("file:///var/log/samples%20of%20%C3%A4.jsonl");
        assertThat(url.path()).hasToString("/var/log/samples of ä.jsonl");
        assertThat(url.rotation().isOn()).isFalse();
        assertThat(parse("file:/x").path()).hasToString("/x");
    }

    @Test
    void everythingCanBeGiven() {
        FileUrl url = parse("file:///x?max_bytes=10485760&backup_count=5&json=yes");
        assertThat(url.rotation()).isEqualTo(new FileUrl.Rotation(10_485_760, 5));
        assertThat(url.rotation().isOn()).isTrue();
    }

    @Test
    void jsonIsTheFormatWithAndWithoutItsFlag() {
        assertThat(parse("file:///x?json")).isEqualTo(parse("file:///x"));
    }

    @ParameterizedTest
    @CsvSource({"max_bytes=10", "backup_count=3", "max_bytes=10&backup_count=0", "max_bytes=0&backup_count=3"})
    void withHalfOfItNothingIsRotatedAsInCeilometer(String query) {
        FileUrl.Rotation rotation = parse("file:///x?" + query).rotation();
        assertThat(rotation.isOn()).isFalse();
        assertThat(rotation.isHalf()).isTrue();
    }

    private static FileUrl parse(String url) {
        return FileUrl.parse(URI.create(url));
    }
}
