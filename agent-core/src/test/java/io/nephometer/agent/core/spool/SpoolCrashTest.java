package io.nephometer.agent.core.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.file.DamagedBatchException;
import io.nephometer.agent.core.spool.ledger.Loss;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.api.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A spool on a disk whose power fails at any moment, several times. */
class SpoolCrashTest {

    private static final SpoolLimits ROOMY = new SpoolLimits(1 << 30, Duration.ofDays(1), 0, 1 << 20, 0);
    private static final SpoolLimits NARROW = new SpoolLimits(10 * 4096, Duration.ofDays(1), 0, 1 << 20, 0);

    /** One life after the other of a spool, and what its user knows of it. */
    private static final class History {
        private final Random random;
        private final CrashingFolder folder;
        private final SpoolLimits bounds;
        private final Map<Long, String> safe = new TreeMap<>();
        private final Map<Long, String> tried = new TreeMap<>();
        private final Set<Long> received = new HashSet<>();
        private final Map<Long, String> unsafe = new TreeMap<>();
        private long appended;
        private long perhaps; // appended, and not on disk for certain
        private long pending; // in this life
        private Spool spool;

        History(long seed, SpoolLimits bounds) {
            random = new Random(seed);
            folder = new CrashingFolder(seed);
            this.bounds = bounds;
        }

        void run() throws Exception {
            for (int life = 0; life < 5; life++) {
                folder.crashAfter(random.nextInt(120));
                try {
                    open();
                    for (int i = 0; i < 30; i++) {
                        act();
                    }
                } catch (CrashingFolder.Crash e) {
                    // what follows is the next life
                }
                if (random.nextBoolean()) {
                    folder.reboot();
                } else {
                    folder.kill();
                }
            }
        }

        private void open() throws IOException {
            SpoolClock clock = new SpoolClock(() -> Instant.ofEpochSecond(1), () -> 0);
            spool = Spool.load("r", folder, bounds, clock, Health.silent());
            pending = 0;
            unsafe.clear();
        }

        private void act() throws Exception {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> append();
                case 4, 5, 6, 7 -> flush();
                case 8, 9 -> deliver(spool.poll(1 + random.nextInt(3), 1 << 20));
                case 10 -> {
                    spool.poll(1, 1 << 20);
                    spool.release();
                }
                default -> spool.tend();
            }
            assertThat(spool.state().difference()).isZero();
        }

        private void append() {
            List<Message> messages = new ArrayList<>();
            long number = spool.next();
            for (int i = random.nextInt(3); i >= 0; i--) {
                String text = number + " " + random.nextInt(1000) + "x".repeat(random.nextInt(3000));
                messages.add(new Message("t", text.getBytes(StandardCharsets.UTF_8), 1 + random.nextInt(5)));
                tried.put(number, text);
                unsafe.put(number++, text);
            }
            int samples = messages.stream().mapToInt(Message::samples).sum();
            perhaps += samples;
            pending += samples;
            spool.append(messages);
        }

        private void flush() {
            spool.flush();
            assertThat(spool.state().inMemory()).isZero();
            perhaps -= pending;
            appended += pending;
            pending = 0;
            safe.putAll(unsafe);
            unsafe.clear();
        }

        private void deliver(List<BatchFile> batches) throws IOException {
            long before = 0;
            List<BatchFile> delivered = new ArrayList<>();
            for (BatchFile batch : batches) {
                assertThat(batch.first()).isGreaterThan(before);
                before = batch.first();
                if (read(batch)) {
                    delivered.add(batch);
                }
            }
            spool.delivered(delivered);
        }

        /** False if a power failure came before it was safe. */
        private boolean read(BatchFile batch) throws IOException {
            try {
                for (Message message : spool.read(batch)) {
                    assertThat(tried).containsEntry(number(message), text(message));
                    received.add(number(message));
                }
                return true;
            } catch (DamagedBatchException e) {
                for (long number = batch.first(); number < batch.next(); number++) {
                    assertThat(safe).doesNotContainKey(number);
                }
                spool.setAside(batch, e);
                return false;
            }
        }

        /** All that waits after the last crash. */
        Set<Long> drain() throws Exception {
            open();
            assertThat(spool.state().difference()).isZero();
            assertThat(spool.state().read()).isBetween(appended, appended + perhaps);
            Set<Long> waited = new HashSet<>();
            long next = spool.next();
            for (List<BatchFile> batches = spool.poll(2, 1 << 20);
                    !batches.isEmpty();
                    batches = spool.poll(2, 1 << 20)) {
                Set<Long> before = new HashSet<>(received);
                received.clear();
                deliver(batches);
                waited.addAll(received);
                received.addAll(before);
            }
            assertThat(waited).allMatch(number -> number < next);
            assertThat(received).allMatch(number -> number < next);
            return waited;
        }
    }

    private static String text(Message message) {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }

    private static long number(Message message) {
        return Long.parseLong(text(message).split(" ")[0]);
    }

    @Property(tries = 2_000)
    void whatWasSafeIsDeliveredOrWaitsInOrderAndNothingIsInvented(@ForAll long seed) throws Exception {
        History history = new History(seed, ROOMY);
        history.run();
        Set<Long> here = history.drain();
        here.addAll(history.received);
        assertThat(here).containsAll(history.safe.keySet());
    }

    @Property(tries = 2_000)
    void whatIsNotHereWhenTheSpoolIsNarrowIsCountedAsLost(@ForAll long seed) throws Exception {
        History history = new History(seed, NARROW);
        history.run();
        Set<Long> here = history.drain();
        here.addAll(history.received);
        Set<Long> gone = new HashSet<>(history.safe.keySet());
        gone.removeAll(here);
        List<Loss> losses = history.spool.unreportedLosses();
        assertThat(gone)
                .allMatch(number -> losses.stream().anyMatch(loss -> loss.first() <= number && number <= loss.last()));
        assertThat(history.spool.state().lost().getOrDefault(LossReason.FULL, 0L))
                .isGreaterThanOrEqualTo(gone.size());
    }
}
