package io.nephometer.launcher.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {

    @TempDir
    Path data;

    @Test
    void whereItCannotBeKeptThereIsNone() throws Exception {
        assertThat(HistoryFile.in(data.resolve("nowhere"))).isEmpty();
        Files.createDirectory(data.resolve("shell.history"));
        assertThat(HistoryFile.in(data)).isEmpty();
    }

    @Test
    void onlyItsOwnerReadsIt() throws Exception {
        Path file = HistoryFile.in(data).orElseThrow();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void thatOfAnEarlierShellIsKept() throws Exception {
        Files.writeString(data.resolve("shell.history"), "status\n");
        assertThat(HistoryFile.in(data).orElseThrow()).hasContent("status\n");
    }
}
