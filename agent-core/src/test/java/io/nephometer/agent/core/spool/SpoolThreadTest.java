package io.nephometer.agent.core.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.file.DiskFolder;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.spool.ledger.Ledger;
import io.nephometer.agent.core.spool.ledger.LedgerFile;
import io.nephometer.agent.core.spool.ledger.MessageRange;
import io.nephometer.api.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk that is full: it takes no batch, and the ledger has its place. Nothing is tried again meanwhile. */
class SpoolThreadTest {

    private static final SpoolLimits FULL = new SpoolLimits(1 << 20, Duration.ofDays(1), Long.MAX_VALUE, 1 << 20, 0);

    @TempDir
    Path directory;

    private SpoolFolder folder;
    private Spool spool;

    @BeforeEach
    void fill() throws IOException {
        folder = new DiskFolder(directory);
        spool = Spool.open("r", folder, FULL, SpoolClock.system(), Health.silent());
        append();
        contains(ledger -> waitsInMemory(ledger) == 1);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private void append() {
        spool.append(List.of(new Message("t", new byte[10], 1)));
    }

    private void contains(Predicate<Ledger> wanted) {
        await().until(() -> wanted.test(onDisk()));
    }

    private Ledger onDisk() {
        try {
            return new LedgerFile(folder).load().orElseThrow().ledger();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long waitsInMemory(Ledger ledger) {
        return ledger.unsafe.stream().mapToLong(MessageRange::samples).sum();
    }

    @Test
    void theLedgerContainsWhatIsDeliveredFromMemory() {
        spool.delivered(spool.poll(1, 1));
        contains(ledger -> ledger.delivered == 1);
        assertThat(onDisk().unsafe).isEmpty();
    }

    @Test
    void theLedgerContainsWhatWaitsInMemory() {
        append();
        append();
        contains(ledger -> waitsInMemory(ledger) == 3);
    }

    @Test
    void aLastRoundThatWasGivenUpLeavesTheFolderToTheNextRun() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        SpoolFolder slowly = (SpoolFolder) Proxy.newProxyInstance(
                SpoolFolder.class.getClassLoader(), new Class<?>[] {SpoolFolder.class}, (self, method, arguments) -> {
                    if (method.getName().equals("write")) {
                        begun.countDown();
                        slow.await();
                    }
                    return method.invoke(folder, arguments);
                });
        Spool given = Spool.open(
                "given",
                slowly,
                new SpoolLimits(1 << 20, Duration.ofDays(1), 0, 1 << 20, 0),
                SpoolClock.system(),
                Health.silent());
        given.append(List.of(new Message("t", new byte[10], 1)));
        begun.await();
        given.close(Duration.ofMillis(10));
        slow.countDown();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("nephometer-given-spool")));
        assertThat(folder.list().keySet()).noneMatch(name -> name.endsWith(BatchFile.ENDING));
    }
}
