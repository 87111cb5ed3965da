package io.nephometer.hypervisor.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelFileTest {

    @TempDir
    Path directory;

    private final KernelFile file = new KernelFile();

    private KernelFile of(String text) throws IOException {
        return file.read(Files.writeString(directory.resolve("stat"), text).toString());
    }

    @Test
    void aFileThatIsNotThereFails() {
        assertThatThrownBy(() -> file.read(directory.resolve("none").toString()))
                .isInstanceOf(FileNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n", "x", "-1", "1234567890123456789", ")"})
    void anInvalidNumberIsNotRead(String text) throws IOException {
        of(text);
        assertThatThrownBy(file::number)
                .isInstanceOf(IOException.class)
                .hasMessage(directory.resolve("stat") + " is malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "12.", "12:5", ".5"})
    void aNumberWithoutDecimalsIsNotInMilliseconds(String text) throws IOException {
        of(text);
        assertThatThrownBy(file::millis).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNotThereIsNotSkippedTo() throws IOException {
        of("1 2");
        assertThatThrownBy(() -> file.skipToLast(')')).isInstanceOf(IOException.class);
        assertThat(file.skip("2")).isFalse();
        assertThat(file.find("2")).isFalse();
        assertThat(file.number()).as("it stays").isEqualTo(1);
    }

    @Test
    void nothingOfAnEarlierFileIsLeft() throws IOException {
        of("100 200");
        of("3");
        assertThat(file.number()).isEqualTo(3);
        assertThatThrownBy(file::number).isInstanceOf(IOException.class);
    }

    @Test
    void wordsComeOneAfterTheOther() throws IOException {
        of("8496 (a) b) S 123456789012345678 -5 6\n");
        file.skip(1);
        assertThat(file.skip("(a")).isTrue();
        file.skipToLast(')');
        file.skip(2);
        assertThat(file.number()).isEqualTo(123_456_789_012_345_678L);
        file.skip(1);
        assertThat(file.number()).isEqualTo(6);
    }

    @Test
    void aLineIsFoundByItsStart() throws IOException {
        of("nr_usage_usec 1\nusage_usec 2\nuser_usec 3\n");
        assertThat(file.find("user_usec ")).isTrue();
        assertThat(file.number()).isEqualTo(3);
        assertThat(file.find("usage_usec ")).isTrue();
        assertThat(file.number()).isEqualTo(2);
    }

    @Test
    void millisecondsAreTheNanosecondsThatAFloatingPointNumberHasOfThem() throws IOException {
        assertThat(of("wait_sum   :   2.092366").find("wait_sum")).isTrue();
        assertThat(file.millis()).isEqualTo(2_092_366);
        assertThat(of("0.000000").millis()).isZero();
        assertThat(of("1.000009").millis()).isEqualTo((long) (Double.parseDouble("1.000009") * 1e6));
        assertThat(of("4503599.627371").millis()).isEqualTo((long) (Double.parseDouble("4503599.627371") * 1e6));
    }
}
