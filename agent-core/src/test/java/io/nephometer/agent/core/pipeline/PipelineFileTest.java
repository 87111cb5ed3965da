package io.nephometer.agent.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PipelineFileTest {

    private static final String SINKS = "sinks:\n  - {name: k, publishers: [\"mqtt://h\"]}\n";

    @TempDir
    Path directory;

    private Path path;
    private PipelineFile file;

    @BeforeEach
    void aFile() {
        path = directory.resolve("pipeline.yaml");
        file = open();
    }

    private PipelineFile open() {
        return new PipelineFile(path, directory.resolve("last-good"), NoChecks.INSTANCE);
    }

    private static String every(int seconds) {
        return "sources:\n  - {name: s, interval: " + seconds + ", meters: [\"*\"], sinks: [k]}\n" + SINKS;
    }

    private static Optional<Long> seconds(Optional<Pipeline> pipeline) {
        return pipeline.map(p -> p.sources().get(0).interval().toSeconds());
    }

    /** Looks until what has changed stands still. */
    private Optional<Long> settled() {
        Optional<Pipeline> first = file.checkForChange();
        return seconds(first.isPresent() ? first : file.checkForChange());
    }

    @Test
    void aMissingFilePollsNothingUntilItComes() throws IOException {
        assertThat(file.start()).isEqualTo(Pipeline.EMPTY);
        assertThat(file.state().problems()).containsExactly(path + ":1:1: there is no such file: put one there");
        Files.writeString(path, every(60));
        assertThat(settled()).contains(60L);
        assertThat(file.state()).satisfies(state -> {
            assertThat(state.generation()).isEqualTo(1);
            assertThat(state.problems()).isEmpty();
            assertThat(state.sources()).hasSize(1);
            assertThat(state.sinks()).isEqualTo(1);
        });
    }

    @Test
    void aBadFileChangesNothingAndIsReportedWithItsLine() throws IOException {
        Files.writeString(path, every(60));
        file.start();
        Files.writeString(path, every(60) + "typo: 1\n");
        assertThat(settled()).isEmpty();
        assertThat(file.state().generation()).isEqualTo(1);
        assertThat(file.state().problems()).singleElement().asString().startsWith(path + ":5:1: unknown key 'typo'");
        Files.writeString(path, every(10));
        assertThat(settled()).contains(10L);
        assertThat(file.state().problems()).isEmpty();
    }

    @Test
    void aFileStillBeingWrittenIsNotRead() throws IOException {
        Files.writeString(path, every(60));
        file.start();
        Files.writeString(path, "sources:\n");
        assertThat(file.checkForChange()).isEmpty();
        Files.writeString(path, every(5));
        assertThat(file.checkForChange()).isEmpty();
        assertThat(file.state().problems()).isEmpty();
        assertThat(seconds(file.checkForChange())).contains(5L);
    }

    @Test
    void deletionADirectoryInItsPlaceAndAnEmptyFileKeepWhatRuns() throws IOException {
        Files.writeString(path, every(60));
        file.start();
        Files.delete(path);
        assertThat(settled()).isEmpty();
        assertThat(file.state().problems()).singleElement().asString().contains("there is no such file");
        Files.createDirectory(path);
        assertThat(settled()).isEmpty();
        assertThat(file.state().problems()).isNotEmpty();
        Files.delete(path);
        Files.createFile(path);
        assertThat(settled()).isEmpty();
        assertThat(file.state().problems()).singleElement().asString().contains("the file is empty");
    }

    @Test
    @Timeout(20)
    void aPipeADeviceAndAHugeFileInItsPlaceKeepWhatRuns() throws Exception {
        Files.writeString(path, every(60));
        file.start();
        Files.delete(path);
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        assertThat(settled()).isEmpty();
        assertThat(file.state().problems())
                .containsExactly(path + ":1:1: it is a pipe, a socket or a device: put a regular file in its place");
        Files.delete(path);
        Files.createSymbolicLink(path, Path.of("/dev/zero"));
        assertThat(settled()).isEmpty();
        Files.delete(path);
        try (RandomAccessFile huge = new RandomAccessFile(path.toFile(), "rw")) {
            huge.setLength(8L << 30);
        }
        assertThat(settled()).isEmpty();
        assertThat(file.state().problems()).singleElement().asString().contains("it has more than 4194304 bytes");
        Files.writeString(path, every(10));
        assertThat(settled()).contains(10L);
    }

    @Test
    void aRenameOverItAndASwappedLinkAreSeen() throws IOException {
        Files.writeString(path, every(60));
        file.start();
        Path other = Files.writeString(directory.resolve("other"), every(61));
        Files.move(other, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(settled()).contains(61L);
        Path target = Files.writeString(directory.resolve("target"), every(62));
        Files.delete(path);
        Files.createSymbolicLink(path, target);
        assertThat(settled()).contains(62L);
        assertThat(settled()).isEmpty();
    }

    @Test
    void aRewriteInPlaceThatKeepsSizeAndTimeIsSeen() throws IOException {
        Files.writeString(path, every(60));
        FileTime time = Files.getLastModifiedTime(path);
        file.start();
        Files.writeString(path, every(61));
        Files.setLastModifiedTime(path, time);
        assertThat(settled()).contains(61L);
    }

    @Test
    void aStartWithABadFileUsesTheLastGoodOne() throws IOException {
        Files.writeString(path, every(60));
        file.start();
        Files.writeString(path, "sources: [");
        file = open();
        assertThat(seconds(Optional.of(file.start()))).contains(60L);
        assertThat(file.state().problems()).isNotEmpty();
    }
}
