package io.nephometer.format.ceilometer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nephometer.api.Batch;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.format.Format;
import io.nephometer.format.json.FixedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CeilometerFormatFactoryTest {

    private static final String CFG = "io.nephometer.format.ceilometer.cfg";
    private static final FixedOrigin ORIGIN = new FixedOrigin();

    @TempDir
    Path folder;

    private Path secret;
    private CeilometerFormatFactory factory;

    @BeforeEach
    void configure() {
        secret = folder.resolve("telemetry.secret");
        factory = new CeilometerFormatFactory(Optional.of(" " + secret + " "), false);
    }

    @Test
    void withoutASecretNothingIsSigned() throws Exception {
        assertThat(new CeilometerFormatFactory(Optional.empty(), false).name()).isEqualTo("ceilometer");
        assertThat(signature(new CeilometerFormatFactory(Optional.empty(), false).open(ORIGIN)))
                .isEmpty();
    }

    @Test
    void whileItsSettingsAreNotReadNothingIsEncodedUnsigned() {
        assertThatIOException()
                .isThrownBy(() -> new CeilometerFormatFactory(Optional.empty(), true).open(ORIGIN))
                .withMessage("conf/" + CFG + " has not been read; if this persists, the log has the reason");
    }

    @Test
    void aSettingWithoutAValueIsAMistakeAndNothingIsEncodedUnsigned() {
        CeilometerFormatFactory empty = new CeilometerFormatFactory(Optional.of(" "), false);
        String message = CFG + ": telemetry_secret_file has no value; name a file, or remove the line to send unsigned"
                + " messages";
        assertThatIOException().isThrownBy(() -> empty.open(ORIGIN)).withMessage(message);
        assertThatIOException().isThrownBy(() -> empty.open(ORIGIN, "east")).withMessage(message);
    }

    @Test
    void theSecretIsTheContentOfTheFile() throws Exception {
        write(secret, "one\n");
        String one = signature(factory.open(ORIGIN));
        assertThat(one)
                .isEqualTo(signature(new CeilometerFormat(ORIGIN, "one")))
                .hasSize(64);
        write(secret, "two");
        assertThat(signature(factory.open(ORIGIN))).hasSize(64).isNotEqualTo(one);
    }

    @Test
    void aNamedSecretHasAFileOfItsOwnAndIsNeverReplacedByAnotherOne() throws Exception {
        write(secret, "one");
        assertThatIOException()
                .isThrownBy(() -> factory.open(ORIGIN, "east"))
                .withMessage(CFG + ": telemetry_secret_file " + secret + "~east does not exist");
        write(folder.resolve("telemetry.secret~east"), "two");
        assertThat(signature(factory.open(ORIGIN, "east"))).isEqualTo(signature(new CeilometerFormat(ORIGIN, "two")));
    }

    @Test
    void aNamedSecretWithoutThePathIsMissing() {
        assertThatIOException()
                .isThrownBy(() -> new CeilometerFormatFactory(Optional.empty(), false).open(ORIGIN, "east"))
                .withMessageContainingAll("format=ceilometer~east", "set telemetry_secret_file in conf/" + CFG);
    }

    @Test
    void aNameThatLeavesTheFolderIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> factory.open(ORIGIN, "/../x"))
                .withMessageContaining("expected a NAME");
        assertThatIllegalArgumentException().isThrownBy(() -> factory.open(ORIGIN, ""));
    }

    @Test
    void aSecretThatIsEmptyMissingOrOpenToOthersIsNotReplacedByNone() throws Exception {
        assertThatIOException().isThrownBy(() -> factory.open(ORIGIN)).withMessageEndingWith(" does not exist");
        write(secret, "\n");
        assertThatIOException().isThrownBy(() -> factory.open(ORIGIN)).withMessageEndingWith(" is empty");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatIOException().isThrownBy(() -> factory.open(ORIGIN)).withMessageContaining("chmod 600");
        assertThatIOException()
                .isThrownBy(() -> new CeilometerFormatFactory(Optional.of("a\0b"), false).open(ORIGIN))
                .withMessage(CFG + ": telemetry_secret_file: expected the path of a file");
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String signature(Format format) {
        Sample sample = Sample.of(Meter.gauge("m", "B"), Resource.of("r", Map.of()), 1, new Moment(Instant.EPOCH, 0));
        byte[] list =
                format.encode(new Batch("s", 1, List.of(sample)), 1024).get(0).bytes();
        return new String(list, UTF_8).replaceAll(".*\"message_signature\":\"(.*)\"}]", "$1");
    }
}
