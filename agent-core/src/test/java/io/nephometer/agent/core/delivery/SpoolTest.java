package io.nephometer.agent.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.api.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    @TempDir
    Path directory;

    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(directory, 1 << 20);
    }

    private void append(String... texts) throws IOException {
        spool.append(Stream.of(texts).map(SpoolTest::message).toList(), texts.length, 0);
    }

    private static Message message(String text) {
        return new Message("topic", text.getBytes(StandardCharsets.UTF_8), 1);
    }

    private List<String> take() throws IOException, InterruptedException {
        Stored head = spool.head(1, 1).get(0);
        List<String> texts = texts(spool.read(head));
        spool.remove(head);
        return texts;
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream()
                .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path only(String ending) throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void whatWasBeingWrittenAtACrashIsForgottenAndWhatIsNoBatchIsLeftAlone() throws Exception {
        append("a");
        Files.writeString(directory.resolve("writing.part"), "half");
        Files.writeString(directory.resolve("notes.txt"), "an operator's");
        open();
        assertThat(files()).containsExactly("0000000000000000001-1-1.batch", "notes.txt");
        assertThat(take()).containsExactly("a");
    }

    @Test
    void anyFlippedBitAnyCutTailIsNoticed() throws Exception {
        append("abc", "def");
        Path file = only(".batch");
        byte[] sound = Files.readAllBytes(file);
        Stored head = spool.head(1, 1).get(0);
        for (int bit = 0; bit < sound.length * 8; bit++) {
            byte[] flipped = sound.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertThatThrownBy(() -> spool.read(head)).as("bit %d", bit).isInstanceOf(IOException.class);
        }
        for (int length = 0; length < sound.length; length++) {
            Files.write(file, Arrays.copyOf(sound, length));
            assertThatThrownBy(() -> spool.read(head)).as("length %d", length).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aDamagedBatchIsSetAsideAndCounted() throws Exception {
        append("a", "b");
        append("c");
        spool.setAside(spool.head(1, 1).get(0), "quarantine");
        assertThat(spool.state().lost()).isEqualTo(2);
        assertThat(directory.resolve("quarantine/0000000000000000001-2-2.batch"))
                .exists();
        assertThat(take()).containsExactly("c");
    }

    @Test
    void whenFullTheOldestGoesButNotWhatIsInFlight() throws Exception {
        spool = Spool.open(directory, 300);
        append("first");
        Stored inFlight = spool.head(1, 1).get(0);
        for (int i = 0; i < 20; i++) {
            append("number " + i);
        }
        assertThat(texts(spool.read(inFlight))).containsExactly("first");
        spool.remove(inFlight);
        spool.release();
        assertThat(spool.state().bytes()).isLessThanOrEqualTo(300);
        List<String> rest = new ArrayList<>();
        while (spool.state().batches() > 0) {
            rest.addAll(take());
        }
        assertThat(rest).endsWith("number 18", "number 19");
        assertThat(spool.state().lost() + rest.size() + 1).isEqualTo(21);
    }

    @Test
    void givesBackInOrderWhatWasAppended() throws Exception {
        append("a", "b");
        append("c");
        assertThat(take()).containsExactly("a", "b");
        assertThat(take()).containsExactly("c");
        assertThat(spool.state()).isEqualTo(new Spool.State(0, 0, 0, 0, 4));
    }

    @Test
    void aWindowHasAsManyAsFit() throws Exception {
        for (int i = 0; i < 5; i++) {
            append("x".repeat(100));
        }
        assertThat(spool.head(3, 1 << 20)).hasSize(3);
        assertThat(spool.head(64, 350)).hasSize(2);
        assertThat(spool.head(64, 1)).hasSize(1);
    }

    @Test
    void whatWaitsSurvivesARestartInOrder() throws Exception {
        append("a");
        append("b", "c");
        open();
        assertThat(spool.state().samples()).isEqualTo(3);
        assertThat(take()).containsExactly("a");
        assertThat(take()).containsExactly("b", "c");
    }

    @Test
    void numbersGoOnOverRestartsWhetherSomethingWaitsOrNot() throws Exception {
        append("a", "b");
        open();
        assertThat(spool.next()).isEqualTo(3);
        take();
        open();
        assertThat(spool.next()).isEqualTo(3);
        append("c");
        take();
        open();
        open();
        assertThat(spool.next()).isEqualTo(4);
        assertThat(files()).containsExactly("0000000000000000003-1-1.sent");
        assertThat(Files.size(only(".sent"))).isZero();
    }

    @Test
    void numbersGoOnAfterTheLastBatchWasSetAside() throws Exception {
        append("a");
        spool.setAside(spool.head(1, 1).get(0), "rejected");
        open();
        assertThat(spool.next()).isEqualTo(2);
    }
}
