package io.nephometer.publisher.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nephometer.api.Batch;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import io.nephometer.format.Formats;
import io.nephometer.format.Payload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePublisherTest {

    private final FilePublisherFactory factory = new FilePublisherFactory();
    private final List<String> opened = new ArrayList<>();
    private final Formats formats = name -> {
        opened.add(name);
        return (batch, limit) ->
                List.of(new Payload("[1]".getBytes(UTF_8), 2), new Payload("a\nb\n".getBytes(UTF_8), 3));
    };

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("samples.jsonl");
    }

    @Test
    void aMissingDirectoryIsReportedAndMayBeMadeLater() throws Exception {
        file = folder.resolve("later/samples.jsonl");
        assertThat(failure("a\n"))
                .isEqualTo(folder + "/later is not a directory: make one that the agent's user may write to");
        Files.createDirectory(file.getParent());
        deliver("a\n");
        assertThat(file).hasContent("a\n");
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsReported() throws Exception {
        Files.createFile(folder.resolve("plain"));
        file = folder.resolve("plain/samples.jsonl");
        assertThat(failure("a\n")).startsWith(folder + "/plain is not a directory");
    }

    @Test
    void aDirectoryInPlaceOfTheFileIsReported() throws Exception {
        Files.createDirectory(file);
        assertThat(failure("a\n")).isEqualTo(file + " is a directory: expected the path of a file");
    }

    @Test
    void aDeviceIsNotARegularFile() throws Exception {
        Files.createSymbolicLink(file, Path.of("/dev/null"));
        assertThat(failure("a\n")).isEqualTo(file + " is not a regular file");
    }

    @Test
    void aFileThatCannotBeMadeIsReportedWithTheReason() {
        file = folder.resolve("x".repeat(300));
        assertThat(failure("a\n")).isEqualTo("cannot create " + file + ": File name too long");
    }

    @Test
    void aFileThatCannotBeMovedAwayIsReportedAndLosesNothing() throws Exception {
        Files.createDirectories(folder.resolve("samples.jsonl.1/occupied"));
        deliver("aaaa\n");
        try (Publisher publisher = open("?max_bytes=5&backup_count=1")) {
            DeliveryException failure =
                    catchThrowableOfType(DeliveryException.class, () -> publisher.deliver(List.of(message("bbbb\n"))));
            assertThat(failure).hasMessageStartingWith("cannot rotate " + file + ": ");
            assertThat(failure.isReached()).isFalse();
        }
        assertThat(file).hasContent("aaaa\n");
    }

    @Test
    void aWrongUrlIsRefusedWhenThePublisherIsOpened() {
        assertThatIllegalArgumentException().isThrownBy(() -> open("?max_bytes=1k"));
    }

    @Test
    void nothingIsMadeBeforeSomethingIsDelivered() throws Exception {
        open("").close();
        deliver();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anInterruptedDeliveryWritesNothing() throws Exception {
        try (Publisher publisher = open("")) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> publisher.deliver(List.of(message("a\n"))));
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void linesAreAppendedToWhatIsThere() throws Exception {
        Files.writeString(file, "old\n");
        deliver("a\nb\n", "c\n");
        deliver("d\n");
        assertThat(file).hasContent("old\na\nb\nc\nd\n");
    }

    @Test
    void aNewFileIsForItsOwnerAndGroupOnly() throws Exception {
        deliver("a\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void theModeThatAnOperatorGaveStays() throws Exception {
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        deliver("a\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw-rw-");
    }

    @Test
    void aLineThatACrashHasTornSpoilsNoOther() throws Exception {
        Files.writeString(file, "a\nb\n{\"id\":");
        deliver("c\n");
        assertThat(file).hasContent("a\nb\n{\"id\":\nc\n");
    }

    @Test
    void aFileThatWasMovedAwayIsCreatedAgain() throws Exception {
        try (Publisher publisher = open("")) {
            publisher.deliver(List.of(message("a\n")));
            Files.move(file, folder.resolve("samples.jsonl-20261101"));
            publisher.deliver(List.of(message("b\n")));
        }
        assertThat(folder.resolve("samples.jsonl-20261101")).hasContent("a\n");
        assertThat(file).hasContent("b\n");
    }

    @Test
    void aFileThatWasRemovedOrEmptiedIsCreatedAgain() throws Exception {
        try (Publisher publisher = open("")) {
            publisher.deliver(List.of(message("a\n")));
            Files.delete(file);
            publisher.deliver(List.of(message("b\n")));
            Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
            publisher.deliver(List.of(message("c\n")));
        }
        assertThat(file).hasContent("c\n");
    }

    @Test
    void aFullFileIsRenamedAndTheOldestIsLost() throws Exception {
        try (Publisher publisher = open("?max_bytes=4&backup_count=2")) {
            publisher.deliver(List.of(message("a\nb\nc\n"), message("d\n")));
            assertThat(contents()).containsExactly("c\nd\n", "a\nb\n");
            publisher.deliver(List.of(message("e\nf\ng\nh\ni\n")));
        }
        assertThat(contents()).containsExactly("i\n", "g\nh\n", "e\nf\n");
    }

    @Test
    void aLineLongerThanAFileHasItsOwnFile() throws Exception {
        try (Publisher publisher = open("?max_bytes=4&backup_count=9")) {
            publisher.deliver(List.of(message("long line\n"), message("a\nanother\nb\n")));
        }
        assertThat(contents()).containsExactly("b\n", "another\n", "a\n", "long line\n");
    }

    @Test
    void noLineIsSplitAndNoneIsMissingOverManyFiles() throws Exception {
        List<String> lines =
                IntStream.range(0, 5_000).mapToObj(i -> "line " + i + "\n").toList();
        try (Publisher publisher = open("?max_bytes=1000&backup_count=100")) {
            for (int i = 0; i < lines.size(); i += 250) {
                publisher.deliver(List.of(message(String.join("", lines.subList(i, i + 250)))));
            }
        }
        List<String> contents = contents();
        assertThat(contents)
                .hasSizeGreaterThan(40)
                .allSatisfy(text -> assertThat(text).endsWith("\n").hasSizeLessThanOrEqualTo(1_000));
        assertThat(contents.stream().reduce("", (newer, older) -> older + newer))
                .isEqualTo(String.join("", lines));
    }

    @Test
    void aRotationThatACrashHasLeftHalfDoneCostsNoFile() throws Exception {
        Files.writeString(folder.resolve("samples.jsonl.3"), "a\n");
        Files.writeString(folder.resolve("samples.jsonl.2"), "b\n");
        Files.writeString(file, "cc\n");
        try (Publisher publisher = open("?max_bytes=4&backup_count=3")) {
            publisher.deliver(List.of(message("d\n")));
        }
        assertThat(contents()).containsExactly("d\n", "cc\n", "b\n", "a\n");
    }

    @Test
    void withHalfOfARotationNothingIsEverDropped() throws Exception {
        try (Publisher publisher = open("?max_bytes=1")) {
            publisher.deliver(List.of(message("a\nb\n")));
            publisher.deliver(List.of(message("c\n")));
        }
        assertThat(contents()).containsExactly("a\nb\nc\n");
    }

    @Test
    void routesThatShareAFileTakeTurns() throws Exception {
        String query = "?max_bytes=2000&backup_count=1000";
        List<Thread> threads = new ArrayList<>();
        for (String letter : List.of("a", "b", "c")) {
            threads.add(new Thread(() -> deliverOften(letter.repeat(9) + "\n", 200, query)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(String.join("", contents()).lines()).hasSize(600).allMatch(line -> line.matches("a{9}|b{9}|c{9}"));
    }

    private void deliverOften(String line, int times, String query) {
        try (Publisher publisher = open(query)) {
            for (int i = 0; i < times; i++) {
                publisher.deliver(List.of(message(line)));
            }
        } catch (DeliveryException | InterruptedException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private void deliver(String... payloads) throws Exception {
        try (Publisher publisher = open("")) {
            publisher.deliver(
                    List.of(payloads).stream().map(FilePublisherTest::message).toList());
        }
    }

    private String failure(String payload) {
        DeliveryException failure = catchThrowableOfType(DeliveryException.class, () -> deliver(payload));
        assertThat(failure.isReached()).isFalse();
        return failure.getMessage();
    }

    @Test
    void linesAreTheDefaultAndAnyFormatCanBeNamed() throws Exception {
        open("").close();
        open("?json").close();
        open("?format=ceilometer~east").close();
        assertThat(opened).containsExactly("jsonl", "jsonl", "ceilometer~east");
    }

    @Test
    void whatAFormatMakesIsWrittenAsLines() throws Exception {
        try (Publisher publisher = open("?format=other")) {
            List<Message> messages = publisher.encode(new Batch("s", 1, List.of()));
            assertThat(messages).extracting(Message::samples).containsExactly(2, 3);
            publisher.deliver(messages);
        }
        assertThat(file).hasContent("[1]\na\nb\n");
    }

    private Publisher open(String query) throws IOException {
        return factory.open(URI.create("file://" + file + query), null, formats);
    }

    private static Message message(String payload) {
        return new Message("", payload.getBytes(UTF_8), 1);
    }

    /** From the newest file to the oldest. */
    private List<String> contents() throws IOException {
        List<String> contents = new ArrayList<>();
        contents.add(Files.readString(file));
        for (int i = 1; Files.exists(folder.resolve("samples.jsonl." + i)); i++) {
            contents.add(Files.readString(folder.resolve("samples.jsonl." + i)));
        }
        return contents;
    }
}
