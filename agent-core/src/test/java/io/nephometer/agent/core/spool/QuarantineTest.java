package io.nephometer.agent.core.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {

    @TempDir
    Path spool;

    @Test
    void whatIsSetAsideIsCountedByFolder() throws IOException {
        Path quarantine = Files.createDirectory(spool.resolve("quarantine"));
        Path rejected = Files.createDirectory(spool.resolve("rejected"));
        Files.writeString(spool.resolve("1.batch"), "waits");
        Files.writeString(quarantine.resolve("2.batch"), "12345");
        Files.writeString(quarantine.resolve("3.batch"), "1234567");
        assertThat(Quarantine.of(spool)).containsExactly(new Quarantine(quarantine, 2, 12));
        Files.writeString(rejected.resolve("4.batch"), "1");
        assertThat(Quarantine.of(spool))
                .containsExactly(new Quarantine(quarantine, 2, 12), new Quarantine(rejected, 1, 1));
    }

    @Test
    void itIsToldOnALineForEachFolder() {
        assertThat(Quarantine.text(List.of(
                        List.of(
                                new Quarantine(Path.of("a/quarantine"), 2, 12),
                                new Quarantine(Path.of("a/rejected"), 1, 1)),
                        List.of(new Quarantine(Path.of("b/rejected"), 1, 5)))))
                .isEqualTo("""
                          a/quarantine: 2 files set aside, 12 bytes
                          a/rejected: 1 file set aside, 1 bytes
                          b/rejected: 1 file set aside, 5 bytes
                        """);
    }

    @Test
    void nothingIsMadeByLooking() {
        assertThat(Quarantine.of(spool.resolve("none"))).isEmpty();
        assertThat(Quarantine.of(spool)).isEmpty();
        assertThat(spool).isEmptyDirectory();
    }
}
