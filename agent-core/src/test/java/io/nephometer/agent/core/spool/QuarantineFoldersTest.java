package io.nephometer.agent.core.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.view.QuarantineFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineFoldersTest {

    @TempDir
    Path spool;

    @Test
    void whatIsSetAsideIsCountedByFolder() throws IOException {
        Path quarantine = Files.createDirectory(spool.resolve("quarantine"));
        Path rejected = Files.createDirectory(spool.resolve("rejected"));
        Files.writeString(spool.resolve("1.batch"), "waits");
        Files.writeString(quarantine.resolve("2.batch"), "12345");
        Files.writeString(quarantine.resolve("3.batch"), "1234567");
        assertThat(QuarantineFolders.of(spool)).containsExactly(new QuarantineFolder(quarantine, 2, 12));
        Files.writeString(rejected.resolve("4.batch"), "1");
        assertThat(QuarantineFolders.of(spool))
                .containsExactly(new QuarantineFolder(quarantine, 2, 12), new QuarantineFolder(rejected, 1, 1));
    }

    @Test
    void nothingIsMadeByLooking() {
        assertThat(QuarantineFolders.of(spool.resolve("none"))).isEmpty();
        assertThat(QuarantineFolders.of(spool)).isEmpty();
        assertThat(spool).isEmptyDirectory();
    }
}
