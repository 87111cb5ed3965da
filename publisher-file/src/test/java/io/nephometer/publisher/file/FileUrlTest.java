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
        file://var/log/x              | 'var' would be a host, and only files of this host are written: did you mean file:///var/log/x?
        file://localhost/x            | 'localhost' would be a host, and only files of this host are written: did you mean file:///localhost/x?
        file:x                        | the path is not absolute: expected file:///PATH
        file:///                      | '/' is a directory: expected file:///PATH of a file
        file:///var/log/              | '/var/log/' is a directory: expected file:///PATH of a file
        file:///x#y                   | '#' has no meaning here: write %23 in a path
        file:///a%00b                 | the path must be UTF-8 text without control characters
        file:///a%0Ab                 | the path must be UTF-8 text without control characters
        file:///a%FFb                 | the path must be UTF-8 text without control characters
        file:///x?max_byte=1          | 'max_byte' is not known: did you mean 'max_bytes'? Known are max_bytes, backup_count, format, json
        file:///x?backups=1           | 'backups' is not known: did you mean 'backup_count'? Known are max_bytes, backup_count, format, json
        file:///x?json&               | '' is not known: did you mean 'json'? Known are max_bytes, backup_count, format, json
        file:///x?format=a/b          | format=a/b: expected the name of a format, of A-Z a-z 0-9 _ . ~ -
        file:///x?max_bytes=1&max_bytes=1 | 'max_bytes' is given twice
        file:///x?max_bytes           | max_bytes=: expected a whole number from 0 (never rotated) to 9223372036854775807
        file:///x?max_bytes=-1        | max_bytes=-1: expected a whole number from 0 (never rotated) to 9223372036854775807
        file:///x?max_bytes=9223372036854775808 | max_bytes=9223372036854775808: expected a whole number from 0 (never rotated) to 9223372036854775807
        file:///x?backup_count=ten    | backup_count=ten: expected a whole number from 0 (never rotated) to 9999
        file:///x?backup_count=10000  | backup_count=10000: expected a whole number from 0 (never rotated) to 9999
        """)
    void eachMistakeIsNamedWithWhatIsExpected(String url, String message) {
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
    void linesOfJsonAreTheFormatWithAndWithoutItsFlag() {
        assertThat(parse("file:///x?json")).isEqualTo(parse("file:///x"));
        assertThat(parse("file:///x").format()).isEqualTo("jsonl");
        assertThat(parse("file:///x?format=ceilometer~east").format()).isEqualTo("ceilometer~east");
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
