package io.nephometer.agent.core.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.file.DamagedBatchException;
import io.nephometer.agent.core.spool.ledger.LedgerText;
import io.nephometer.agent.core.spool.ledger.Loss;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.api.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpoolTest {

    private static final SpoolLimits ROOMY = new SpoolLimits(1 << 20, Duration.ofMinutes(1), 0, 1 << 20, 0);

    private final CrashingFolder folder = new CrashingFolder(0);
    private final Health health = Health.silent();
    private Instant now = Instant.ofEpochSecond(1_000);
    private long nanos;
    private Spool spool;

    @BeforeEach
    void load() throws IOException {
        load(ROOMY);
    }

    private void load(SpoolLimits bounds) throws IOException {
        spool = Spool.load("r", folder, bounds, new SpoolClock(() -> now, () -> nanos), health);
        spool.flush();
    }

    /** After a clean end. */
    private void open() throws IOException {
        open(ROOMY);
    }

    private void open(SpoolLimits bounds) throws IOException {
        close();
        load(bounds);
    }

    private void close() {
        spool.close();
        spool.flush(); // as the thread does at the end
    }

    /** The last run was killed. */
    private void openAfterAKill() throws IOException {
        load();
    }

    private void append(String... texts) {
        spool.append(messages(texts));
        spool.flush();
    }

    private static List<Message> messages(String... texts) {
        return Stream.of(texts).map(SpoolTest::message).toList();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    private void tend() {
        spool.tend();
        spool.flush();
    }

    private static Message message(String text) {
        return new Message("topic", text.getBytes(StandardCharsets.UTF_8), 1);
    }

    private List<String> deliver() throws IOException {
        List<BatchFile> batches = spool.poll(1, 1);
        List<String> texts = new ArrayList<>();
        for (BatchFile batch : batches) {
            texts.addAll(texts(batch));
        }
        spool.delivered(batches);
        spool.flush();
        return texts;
    }

    private List<String> texts(BatchFile batch) throws IOException {
        return spool.read(batch).stream()
                .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<String> rest() throws IOException {
        List<String> rest = new ArrayList<>();
        for (List<String> texts = deliver(); !texts.isEmpty(); texts = deliver()) {
            rest.addAll(texts);
        }
        return rest;
    }

    private String only(String ending) {
        return folder.list().keySet().stream()
                .filter(name -> name.endsWith(ending))
                .findFirst()
                .orElseThrow();
    }

    private void write(String name, byte[] content) throws IOException {
        folder.create(name, ByteBuffer.wrap(content));
    }

    @Test
    void aFolderThatCannotBeMadeCostsNoDelivery() throws Exception {
        CrashingFolder none = new CrashingFolder(1);
        none.refuses = true;
        spool = Spool.load("r", none, ROOMY, new SpoolClock(() -> now, () -> nanos), health);
        append("a");
        assertThat(deliver()).containsExactly("a");
        assertThat(health.all().values()).singleElement().asString().contains("Read-only file system");
        none.refuses = false;
        tend();
        append("b");
        assertThat(none.list()).hasSize(2);
        assertThat(health.all()).isEmpty();
        assertThat(deliver()).containsExactly("b");
        assertThat(spool.state().difference()).isZero();
    }

    @Test
    void whatWasBeingWrittenAtACrashIsForgottenAndWhatIsNoBatchIsLeftAlone() throws Exception {
        append("a");
        write("writing.part", new byte[3]);
        write("notes.txt", new byte[3]);
        openAfterAKill();
        assertThat(folder.list()).containsOnlyKeys("0000000000000000001-1-1-1000000.batch", "ledger", "notes.txt");
        assertThat(rest()).containsExactly("a");
    }

    @Test
    void whatOnlyLooksLikeABatchIsSetAsideAndCountsForNothing() throws Exception {
        append("a");
        write("0000000000000000001-3-9-1000000.batch", new byte[3]);
        write("0000000000000000077-3-9-1000000.batch", new byte[3]);
        write("9223372036854775807-1-1-1.batch", new byte[3]);
        write("mine.batch", new byte[3]);
        open();
        assertThat(spool.state().read()).isEqualTo(1);
        assertThat(spool.state().lost()).isEmpty();
        assertThat(spool.next()).isEqualTo(2);
        assertThat(rest()).containsExactly("a");
        assertThat(folder.read("quarantine/mine.batch")).hasSize(3);
    }

    @Test
    void anyFlippedBitAnyCutTailIsNoticed() throws Exception {
        append("abc", "def");
        BatchFile batch = spool.poll(1, 1).get(0);
        byte[] sound = folder.read(batch.name());
        for (int bit = 0; bit < sound.length * 8; bit++) {
            byte[] flipped = sound.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            write(batch.name(), flipped);
            assertThatThrownBy(() -> spool.read(batch)).as("bit %d", bit).isInstanceOf(DamagedBatchException.class);
        }
        for (int length = 0; length < sound.length; length++) {
            write(batch.name(), Arrays.copyOf(sound, length));
            assertThatThrownBy(() -> spool.read(batch))
                    .as("length %d", length)
                    .isInstanceOf(DamagedBatchException.class);
        }
    }

    @Test
    void aDamagedBatchIsSetAsideAndCountedOverARestartToo() throws Exception {
        append("a", "b");
        append("c");
        BatchFile damaged = spool.poll(1, 1).get(0);
        spool.setAside(damaged, new DamagedBatchException("so"));
        spool.flush();
        assertThat(folder.read("quarantine/" + damaged.name())).isNotEmpty();
        open();
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.DAMAGED, 2L));
        assertThat(spool.unreportedLosses()).extracting(Loss::first, Loss::last).containsExactly(tuple(1L, 2L));
        assertThat(rest()).containsExactly("c");
    }

    @Test
    void aFileThatSomebodyRemovedIsCountedAsMissing() throws Exception {
        append("a", "b");
        append("c");
        folder.delete("0000000000000000001-2-2-1000000.batch");
        openAfterAKill();
        assertThat(spool.state().lost()).isEmpty(); // the batch was never accounted for elsewhere than by its name
        assertThat(spool.unreportedLosses()).extracting(Loss::first, Loss::last).contains(tuple(1L, 2L));
        append("d");
        assertThat(deliver()).containsExactly("c");
        folder.delete(only("1000000-1-1-1000000.batch"));
        openAfterAKill();
        assertThat(spool.next()).isEqualTo(2_000_001);
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.MISSING, 1L));
        assertThat(spool.unreportedLosses())
                .extracting(Loss::samples, Loss::first, Loss::last)
                .contains(tuple(1L, 1_000_000L, 1_000_000L));
    }

    @Test
    void filesRemovedAfterAnOrderlyStopAreCountedWithTheirSamplesAndNumbers() throws Exception {
        append("a");
        append("b", "c", "d");
        append("e", "f");
        append("g");
        close();
        folder.delete("0000000000000000002-3-3-1000000.batch");
        folder.delete("0000000000000000005-2-2-1000000.batch");
        open();
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.MISSING, 5L));
        assertThat(spool.unreportedLosses()).contains(new Loss(LossReason.MISSING, 5, 2, 6, now, now, 0));
        assertThat(spool.state().difference()).isZero();
        assertThat(rest()).containsExactly("a", "g");
    }

    @Test
    void aDamagedLedgerIsSetAsideAndItsNumbersDoNotComeAgain() throws Exception {
        append("a", "b");
        write("ledger", new byte[2 * LedgerText.PAGE]);
        openAfterAKill();
        assertThat(spool.next()).isEqualTo(1_000_000);
        assertThat(spool.state().waiting()).isEqualTo(2);
        assertThat(folder.read("quarantine/ledger")).hasSize(2 * LedgerText.PAGE);
        assertThat(spool.unreportedLosses()).containsExactly(new Loss(LossReason.MISSING, 0, 3, 999_999, now, now, 0));
        append("c");
        open();
        assertThat(spool.next()).isEqualTo(1_000_001);
        assertThat(rest()).containsExactly("a", "b", "c");
    }

    @Test
    void withoutItsLedgerAnEmptySpoolUsesNoNumberAgain() throws Exception {
        append("a", "b");
        rest();
        folder.delete("ledger");
        openAfterAKill();
        assertThat(spool.next()).isEqualTo(1_000_000);
        assertThat(spool.unreportedLosses()).containsExactly(new Loss(LossReason.MISSING, 0, 1, 999_999, now, now, 0));
    }

    @Test
    void whenFullTheOldestGoesButNotWhatIsInFlight() throws Exception {
        open(new SpoolLimits(4 * 4096, Duration.ofDays(1), 0, 1 << 20, 0));
        append("first");
        BatchFile inFlight = spool.poll(1, 1).get(0);
        for (int i = 0; i < 20; i++) {
            append("number " + i);
        }
        assertThat(texts(inFlight)).containsExactly("first");
        spool.delivered(List.of(inFlight));
        assertThat(spool.state().bytes()).isLessThanOrEqualTo(4 * 4096);
        assertThat(rest()).containsExactly("number 17", "number 18", "number 19");
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.FULL, 17L));
        assertThat(spool.unreportedLosses()).containsExactly(new Loss(LossReason.FULL, 17, 2, 18, now, now, 0));
        assertThat(spool.state().difference()).isZero();
    }

    @Test
    void fromADiskThatTakesNothingNothingGoesThatWouldBeThereAgainInTheNextRun() throws Exception {
        open(new SpoolLimits(2 * 4096, Duration.ofMinutes(1), 0, 1 << 20, 0));
        append("a");
        append("b");
        folder.refuses = true;
        append("c");
        pass(Duration.ofHours(1));
        tend();
        assertThat(spool.state().lost()).isEmpty();
        folder.refuses = false;
        openAfterAKill();
        assertThat(rest()).containsExactly("a", "b");
    }

    @Test
    void whenOthersFillTheDiskOnlyAsMuchGoesAsIsNeeded() throws Exception {
        append("a");
        append("b");
        folder.size = folder.size - folder.free() + 100;
        append("c");
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.DISK, 1L));
        assertThat(spool.state().inMemory()).isZero();
        assertThat(rest()).containsExactly("b", "c");
    }

    @Test
    void whatWaitsTooLongGoes() throws Exception {
        append("old");
        pass(Duration.ofSeconds(61));
        append("new");
        tend();
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.AGE, 1L));
        assertThat(rest()).containsExactly("new");
    }

    @Test
    void whileTheDiskTakesNothingBatchesWaitInMemoryAndGoToDiskAfterwards() throws Exception {
        append("a");
        folder.refuses = true;
        append("b");
        append("c");
        assertThat(spool.state().inMemory()).isEqualTo(2);
        assertThat(health.of(HealthKey.route("r").of(Aspect.SPOOL)))
                .contains("the disk accepts no data (Read-only file system); samples are kept in memory");
        folder.refuses = false;
        tend();
        assertThat(spool.state().inMemory()).isZero();
        assertThat(health.of(HealthKey.route("r").of(Aspect.SPOOL))).isEmpty();
        open();
        assertThat(rest()).containsExactly("a", "b", "c");
    }

    @Test
    void theAccountsAreKeptOnADiskThatIsFullAfterItWasReadOnly() throws Exception {
        append("a");
        folder.refuses = true;
        append("b");
        folder.refuses = false;
        folder.size = 0;
        append("c");
        tend();
        openAfterAKill();
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.DISK, 1L, LossReason.MEMORY, 2L));
        assertThat(spool.unreportedLosses().stream()
                        .filter(loss -> loss.samples() > 0)
                        .map(Loss::first))
                .containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void aDiskThatTakesNothingIsTroubleUntilItTakesSomethingEvenIfNothingWaits() throws Exception {
        folder.size = 0;
        append("a");
        assertThat(rest()).containsExactly("a");
        tend();
        append("b");
        assertThat(rest()).containsExactly("b");
        assertThat(health.of(HealthKey.route("r").of(Aspect.SPOOL)))
                .contains("the disk accepts no data (no space is left); samples are kept in memory");
        folder.size = 1 << 20;
        tend();
        assertThat(health.of(HealthKey.route("r").of(Aspect.SPOOL))).isEmpty();
    }

    @Test
    void thatTheOldestGoIsToldOnceAndOverWhenThereIsRoomAgain() throws Exception {
        open(new SpoolLimits(2 * 4096, Duration.ofDays(1), 0, 1 << 20, 0));
        append("a");
        append("b");
        append("c");
        assertThat(health.of(HealthKey.route("r").of(Aspect.ROOM)))
                .contains("spool_max_bytes is reached; the oldest samples are dropped");
        rest();
        append("d");
        assertThat(health.of(HealthKey.route("r").of(Aspect.ROOM))).isEmpty();
    }

    @Test
    void fromMemoryTheyAreDeliveredToo() throws Exception {
        folder.refuses = true;
        append("a");
        append("b");
        assertThat(rest()).containsExactly("a", "b");
        assertThat(spool.state().delivered()).isEqualTo(2);
        folder.refuses = false;
        tend();
        open();
        assertThat(spool.state().delivered()).isEqualTo(2);
        assertThat(spool.next()).isEqualTo(3);
    }

    @Test
    void memoryIsBoundedAndItsOldestGoes() throws Exception {
        open(new SpoolLimits(1 << 20, Duration.ofDays(1), 0, 300, 0));
        folder.refuses = true;
        for (int i = 0; i < 10; i++) {
            append("number " + i);
        }
        assertThat(spool.state().lost()).containsOnlyKeys(LossReason.MEMORY);
        assertThat(rest()).endsWith("number 8", "number 9");
        assertThat(spool.state().difference()).isZero();
    }

    @Test
    void whatWasInMemoryWhenTheAgentDiedOnAFullDiskIsCounted() throws Exception {
        append("a");
        folder.size = 0;
        spool.poll(1, 1); // so that it is not the one to go
        append("b");
        append("c");
        folder.sync();
        folder.size = 1 << 20;
        openAfterAKill();
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.MEMORY, 2L));
        assertThat(spool.unreportedLosses().stream().filter(loss -> loss.samples() > 0))
                .containsExactly(new Loss(LossReason.MEMORY, 2, 2, 3, now, now, 0));
        assertThat(rest()).containsExactly("a");
    }

    @Test
    void afterAKillOnAFullDiskEachRangeThatWasNotWrittenIsReportedByItself() throws Exception {
        folder.size = 0;
        append("backlog 1");
        append("backlog 2");
        append("backlog 3");
        spool.lineUp();
        append("live 1");
        append("live 2");
        spool.delivered(spool.poll(2, 1 << 20));
        tend();
        folder.size = 1 << 20;
        openAfterAKill();
        assertThat(spool.unreportedLosses().stream().filter(loss -> loss.samples() > 0))
                .containsExactly(
                        new Loss(LossReason.MEMORY, 2, 2, 3, now, now, 0),
                        new Loss(LossReason.MEMORY, 1, 5, 5, now, now, 0));
        assertThat(spool.state().difference()).isZero();
    }

    @Test
    void aRejectedMessageIsKeptAsideAndTheRestOfItsBatchIsDelivered() throws Exception {
        append("a", "poison", "c");
        BatchFile batch = spool.poll(1, 1).get(0);
        spool.reject(batch, 2, message("poison"));
        spool.flush();
        assertThat(spool.state().difference()).isZero();
        spool.delivered(List.of(batch));
        assertThat(spool.state().delivered()).isEqualTo(2);
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.REJECTED, 1L));
        assertThat(folder.read("rejected/0000000000000000002-1-1-1000000.batch"))
                .isNotEmpty();
    }

    private void report(String text) {
        spool.reportLosses(spool.unreportedLosses(), messages(text));
        spool.flush();
    }

    @Test
    void aLossIsToldUntilWhatTellsItIsDelivered() throws Exception {
        append("a");
        spool.drop();
        assertThat(spool.unreportedLosses()).hasSize(1);
        report("a is lost");
        assertThat(spool.unreportedLosses()).isEmpty();
        open();
        assertThat(spool.unreportedLosses()).isEmpty();
        spool.drop();
        assertThat(spool.unreportedLosses())
                .extracting(Loss::samples)
                .containsExactly(2L); // reported again, and what reported it
        report("both are lost");
        assertThat(rest()).containsExactly("both are lost");
        open();
        assertThat(spool.unreportedLosses()).isEmpty();
    }

    @Test
    void whatIsLostBeforeItHasANumberIsCounted() throws Exception {
        spool.lost(LossReason.UNHELD, 5);
        spool.lost(LossReason.UNHELD, 2);
        spool.flush();
        open();
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.UNHELD, 7L));
        assertThat(spool.unreportedLosses()).hasSize(1);
    }

    @Test
    void aBacklogDrainsAtItsLimitAndLiveBatchesGoBesideIt() throws Exception {
        open(new SpoolLimits(1 << 20, Duration.ofDays(1), 0, 1 << 20, 1));
        for (int i = 0; i < 5; i++) {
            append("backlog " + i);
        }
        spool.lineUp();
        append("live 1");
        append("live 2");
        assertThat(spool.poll(4, 1 << 20)).extracting(BatchFile::first).containsExactly(1L, 6L, 7L);
        assertThat(spool.poll(4, 1 << 20)).isEmpty();
    }

    @Test
    void withoutALimitABacklogTakesHalfOfAWindowIfSomethingLiveWaits() throws Exception {
        for (int i = 0; i < 5; i++) {
            append("backlog " + i);
        }
        spool.lineUp();
        append("live");
        assertThat(spool.poll(4, 1 << 20)).extracting(BatchFile::first).containsExactly(1L, 2L, 6L);
        assertThat(spool.poll(4, 1 << 20)).extracting(BatchFile::first).containsExactly(3L, 4L, 5L);
    }

    @Test
    void aWindowHasAsManyAsFit() throws Exception {
        for (int i = 0; i < 8; i++) {
            append("x".repeat(100));
        }
        assertThat(spool.poll(3, 1 << 20)).hasSize(3);
        assertThat(spool.poll(64, 350)).hasSize(2);
        assertThat(spool.poll(64, 1)).hasSize(1);
    }

    @Test
    void whatWaitsSurvivesARestartInOrder() throws Exception {
        append("a");
        append("b", "c");
        open();
        assertThat(spool.state().waiting()).isEqualTo(3);
        assertThat(rest()).containsExactly("a", "b", "c");
    }

    @Test
    void accountsAndNumbersGoOnOverRestarts() throws Exception {
        append("a", "b");
        open();
        assertThat(spool.next()).isEqualTo(3);
        assertThat(rest()).containsExactly("a", "b");
        open();
        append("c");
        open();
        assertThat(spool.next()).isEqualTo(4);
        assertThat(spool.state().read()).isEqualTo(3);
        assertThat(spool.state().delivered()).isEqualTo(2);
        assertThat(folder.list()).containsOnlyKeys(only(".batch"), "ledger");
    }

    @Test
    void lossesThatAreFoundWhileOthersAreReportedAreReportedToo() throws Exception {
        append("a");
        append("b");
        append("c");
        List<BatchFile> batches = spool.poll(3, 1 << 20);
        spool.setAside(batches.get(0), new DamagedBatchException("so"));
        List<Loss> reported = spool.unreportedLosses();
        spool.setAside(batches.get(1), new DamagedBatchException("so"));
        spool.reportLosses(reported, messages("the first is lost"));
        assertThat(reported).extracting(Loss::first, Loss::last).containsExactly(tuple(1L, 1L));
        assertThat(spool.unreportedLosses()).extracting(Loss::first, Loss::last).containsExactly(tuple(2L, 2L));
        spool.flush();
        open();
        assertThat(spool.unreportedLosses()).extracting(Loss::first, Loss::last).containsExactly(tuple(2L, 2L));
    }

    @Test
    void howeverOftenTheyAreAskedForLossesThatFollowEachOtherAreOne() {
        for (int i = 0; i < 100; i++) {
            append("x");
            spool.drop();
            spool.unreportedLosses();
        }
        assertThat(spool.unreportedLosses()).extracting(Loss::first, Loss::last).containsExactly(tuple(1L, 100L));
    }

    @Test
    void aStepOfTheWallClockMakesNothingOld() throws Exception {
        append("a");
        open();
        append("b");
        now = now.plus(Duration.ofDays(8));
        tend();
        append("c");
        now = now.minus(Duration.ofDays(8));
        tend();
        assertThat(spool.state().lost()).isEmpty();
        assertThat(rest()).containsExactly("a", "b", "c");
    }

    @Test
    void aClockThatWasYearsBehindAtTheStartAndIsSetRightMakesNothingOld() throws Exception {
        append("a");
        now = now.plus(Duration.ofDays(2_000));
        for (int second = 0; second < 50; second++) {
            tend();
            pass(Duration.ofSeconds(1));
        }
        assertThat(spool.state().lost()).isEmpty();
        pass(Duration.ofSeconds(11));
        tend();
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.AGE, 1L));
    }

    @Test
    void whatAnEarlierRunLeftIsOldOnceTheWallClockHasGoneSteadilyForAWhile() throws Exception {
        open(new SpoolLimits(1 << 20, Duration.ofDays(1), 0, 1 << 20, 0));
        append("old");
        now = now.plus(Duration.ofDays(2));
        open(new SpoolLimits(1 << 20, Duration.ofDays(1), 0, 1 << 20, 0));
        tend();
        assertThat(spool.state().lost()).isEmpty();
        pass(Duration.ofMinutes(10));
        tend();
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.AGE, 1L));
    }

    @Test
    void anInterruptedThreadAppendsAndKeepsItsInterrupt() throws Exception {
        Thread.currentThread().interrupt();
        append("a");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(health.all()).isEmpty();
        open();
        assertThat(rest()).containsExactly("a");
    }

    @Test
    void aSpoolThatMayNotBeWrittenFromTheStartIsTroubleUntilItMay() throws Exception {
        folder.refuses = true;
        open();
        append("a");
        tend();
        assertThat(health.all()).hasSize(1);
        folder.refuses = false;
        tend();
        assertThat(health.all()).isEmpty();
        open();
        assertThat(rest()).containsExactly("a");
    }

    @Test
    void aBatchIsDeliveredOnceItIsSafe() throws Exception {
        spool.append(messages("a"));
        assertThat(spool.state().waiting()).isEqualTo(1);
        assertThat(spool.state().inMemory()).isEqualTo(1);
        assertThat(spool.poll(1, 1)).isEmpty();
        spool.flush();
        assertThat(spool.state().inMemory()).isZero();
        assertThat(rest()).containsExactly("a");
    }

    @Test
    void whatIsDroppedBeforeItIsWrittenIsNotWritten() throws Exception {
        spool.append(messages("a"));
        spool.drop();
        spool.flush();
        assertThat(folder.list()).containsOnlyKeys("ledger");
        open();
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.DROPPED, 1L));
    }

    @Test
    void afterAKillNumbersThatMayHaveBeenUsedAreReportedAndNotUsedAgain() throws Exception {
        append("a");
        folder.refuses = true;
        append("b");
        assertThat(rest()).containsExactly("a", "b");
        folder.refuses = false;
        openAfterAKill();
        assertThat(spool.next()).isEqualTo(1_000_000);
        assertThat(spool.unreportedLosses()).containsExactly(new Loss(LossReason.MISSING, 0, 2, 999_999, now, now, 0));
        assertThat(spool.state().lost()).isEmpty();
        openAfterAKill();
        assertThat(spool.next()).isEqualTo(2_000_000); // whatever the clock says
        assertThat(spool.unreportedLosses())
                .containsExactly(new Loss(LossReason.MISSING, 0, 2, 1_999_999, now, now, 0));
    }

    @Test
    void aCleanEndOnADiskThatTakesNothingIsNone() throws Exception {
        folder.refuses = true;
        append("a");
        assertThat(rest()).containsExactly("a");
        close();
        folder.refuses = false;
        load();
        assertThat(spool.next()).isEqualTo(1_000_000);
    }

    @Test
    void aRunWhoseNumbersCannotBeRecordedUsesOthersThanTheNextOne() throws Exception {
        append("a");
        close();
        folder.refuses = true;
        load();
        append("b");
        assertThat(spool.next()).isEqualTo(1_000_001);
        folder.refuses = false;
        openAfterAKill();
        assertThat(spool.next()).isEqualTo(2);
    }

    @Test
    void aMarkOfACleanEndThatCouldNotBeTakenAwayIsTakenAwayBeforeTheLedgerIsWritten() throws Exception {
        append("a");
        close();
        folder.refuses = true;
        load();
        folder.refuses = false;
        append("b");
        folder.refuses = true;
        append("c");
        assertThat(rest()).containsExactly("a", "b", "c");
        folder.refuses = false;
        openAfterAKill();
        assertThat(spool.next()).isEqualTo(2_000_001);
    }

    @Test
    void runsWhoseFolderCannotBeMadeUseDifferentNumbers() throws Exception {
        CrashingFolder none = new CrashingFolder(1);
        none.refuses = true;
        Spool first = Spool.load("r", none, ROOMY, new SpoolClock(() -> now, () -> nanos), health);
        pass(Duration.ofSeconds(1));
        Spool second = Spool.load("r", none, ROOMY, new SpoolClock(() -> now, () -> nanos), health);
        assertThat(List.of(first.next(), second.next())).containsExactly(1_000_000L, 1_001_000L);
        assertThat(second.unreportedLosses())
                .containsExactly(new Loss(LossReason.MISSING, 0, 1, 1_000_999, now, now, 0));
    }

    @Test
    void whileTheLedgerCannotBeWrittenOnlyLossesAreReportedThatItDoesNotContain() throws Exception {
        append("a");
        spool.drop();
        spool.flush();
        folder.refuses = true;
        append("b");
        spool.lost(LossReason.UNHELD, 3);
        assertThat(spool.unreportedLosses()).extracting(Loss::reason).containsExactly(LossReason.UNHELD);
        report("three are lost");
        assertThat(rest()).containsExactly("b", "three are lost");
        folder.refuses = false;
        openAfterAKill(); // what was reported from memory is forgotten with it
        assertThat(spool.unreportedLosses().stream().filter(loss -> loss.samples() > 0))
                .extracting(Loss::reason)
                .containsExactly(LossReason.DROPPED);
        assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.DROPPED, 1L));
    }

    @Test
    void lossesThatTheLedgerContainsAreReportedOnceItCanBeWrittenAgain() throws Exception {
        append("a");
        spool.drop();
        spool.flush();
        folder.refuses = true;
        append("b");
        assertThat(spool.unreportedLosses()).isEmpty();
        folder.refuses = false;
        tend();
        assertThat(spool.unreportedLosses()).extracting(Loss::reason).containsExactly(LossReason.DROPPED);
    }

    @Test
    void aReportIsNotDeliveredFromMemoryBeforeTheLedgerContainsIt() throws Exception {
        folder.size = folder.size - folder.free();
        append("a");
        assertThat(rest()).containsExactly("a");
        spool.lost(LossReason.UNHELD, 1);
        spool.flush();
        spool.reportLosses(spool.unreportedLosses(), messages("one is lost"));
        spool.append(messages("b"));
        assertThat(spool.poll(1, 1)).isEmpty();
        spool.flush();
        assertThat(rest()).containsExactly("one is lost", "b");
    }

    @Test
    void aReportThatTheLedgerCannotContainIsWithdrawnAndHoldsNothingUp() throws Exception {
        append("a");
        spool.drop();
        spool.flush();
        folder.refuses = true;
        report("one is lost");
        append("b");
        assertThat(rest()).containsExactly("b");
        assertThat(spool.unreportedLosses()).extracting(Loss::reason).containsExactly(LossReason.MEMORY);
        folder.refuses = false;
        tend();
        assertThat(spool.unreportedLosses())
                .extracting(Loss::reason)
                .containsExactlyInAnyOrder(LossReason.DROPPED, LossReason.MEMORY);
        assertThat(spool.state().difference()).isZero();
    }

    @Test
    void lossesThatWereReadBeforeTheLedgerCouldNotBeWrittenAreNotReportedAfterwards() throws Exception {
        append("a");
        spool.drop();
        spool.flush();
        List<Loss> unreported = spool.unreportedLosses();
        folder.refuses = true;
        append("b");
        spool.reportLosses(unreported, messages("one is lost"));
        assertThat(rest()).containsExactly("b");
    }
}
