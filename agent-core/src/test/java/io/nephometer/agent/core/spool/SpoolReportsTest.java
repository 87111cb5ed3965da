package io.nephometer.agent.core.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.file.BatchFile;
import io.nephometer.agent.core.spool.ledger.Loss;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.api.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What a consumer hears of a spool that is killed again and again, and whose disk is full or takes nothing for a while. */
class SpoolReportsTest {

    private static final SpoolLimits BOUNDS = new SpoolLimits(30 * 4096, Duration.ofDays(1), 0, 2_000, 0);
    private static final int ROOM = 1 << 20;

    /** A loss as it was reported, by a message that was the so-manieth to arrive. */
    private record Report(int arrival, long samples, long first, long last) {
        boolean has(long number) {
            return first <= number && number <= last;
        }

        /** Of numbers that an earlier run may have used; what else that run did is not known. */
        boolean isJump() {
            return samples == 0;
        }
    }

    /** One run after the other of a spool, and its consumer. */
    private static final class History {
        private final Random random;
        private final CrashingFolder folder;
        private final Map<Long, String> received = new TreeMap<>();
        private final List<Report> reports = new ArrayList<>();
        private final Map<Long, Integer> arrivals = new TreeMap<>();
        private Instant now = Instant.ofEpochSecond(1_000_000_000);
        private int texts;
        private Spool spool;

        History(long seed) {
            random = new Random(seed);
            folder = new CrashingFolder(seed);
            folder.size = ROOM;
        }

        void run() throws Exception {
            for (int life = 0; life < 5; life++) {
                now = now.plusMillis(1_000 + random.nextInt(1_000_000));
                folder.crashAfter(random.nextInt(300));
                try {
                    live();
                } catch (CrashingFolder.Crash e) {
                    // it is killed
                }
                folder.kill();
            }
            heal();
            now = now.plusSeconds(1);
            open();
            for (int i = 0; i < 5; i++) {
                report();
                spool.flush();
                deliver(true);
                spool.tend();
                spool.flush();
            }
            assertThat(spool.unreportedLosses()).isEmpty();
            assertThat(spool.state().waiting() + spool.state().inFlight()).isZero();
        }

        private void live() throws Exception {
            open();
            for (int i = random.nextInt(60); i > 0; i--) {
                act();
            }
            if (random.nextBoolean()) {
                spool.close();
                spool.flush(); // as the thread does at the end
            }
        }

        private void open() throws IOException {
            spool = Spool.load("r", folder, BOUNDS, new SpoolClock(() -> now, () -> 0), Health.silent());
            spool.flush();
        }

        private void act() throws Exception {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> append();
                case 4, 5, 6, 7 -> spool.flush();
                case 8, 9 -> deliver(true);
                case 10 -> deliver(false);
                case 11 -> spool.lost(LossReason.UNHELD, 1 + random.nextInt(3));
                case 12 -> report();
                case 13 -> change();
                default -> {
                    spool.tend();
                    spool.flush();
                }
            }
            assertThat(spool.state().difference()).isZero();
        }

        private void append() {
            String text = texts++ + " " + "x".repeat(random.nextInt(1_000));
            spool.append(List.of(message(text)));
        }

        private static Message message(String text) {
            return new Message("t", text.getBytes(StandardCharsets.UTF_8), 1);
        }

        private void report() {
            List<Loss> losses = spool.unreportedLosses();
            if (!losses.isEmpty()) {
                String text = losses.stream()
                        .map(loss -> loss.samples() + "," + loss.first() + "," + loss.last())
                        .collect(Collectors.joining(";", "report ", ";" + texts++));
                spool.reportLosses(losses, List.of(message(text)));
            }
        }

        /** @param known whether the spool hears that its consumer has them */
        private void deliver(boolean known) throws IOException {
            List<BatchFile> batches = spool.poll(1 + random.nextInt(50), 1 << 20);
            for (BatchFile batch : batches) {
                long number = batch.first();
                for (Message message : spool.read(batch)) {
                    hear(number++, new String(message.payload(), StandardCharsets.UTF_8));
                }
            }
            if (known) {
                spool.delivered(batches);
            } else {
                spool.release();
            }
        }

        private void hear(long number, String text) {
            String twin = received.putIfAbsent(number, text);
            if (twin != null) {
                assertThat(text).as("number %d", number).isEqualTo(twin);
                return;
            }
            arrivals.put(number, received.size());
            if (text.startsWith("report ")) {
                String[] losses = text.substring("report ".length()).split(";");
                for (int i = 0; i < losses.length - 1; i++) {
                    String[] words = losses[i].split(",");
                    reports.add(new Report(
                            received.size(),
                            Long.parseLong(words[0]),
                            Long.parseLong(words[1]),
                            Long.parseLong(words[2])));
                }
            }
        }

        /** The disk takes nothing, or is full, or is sound again. */
        private void change() {
            if (folder.refuses || folder.size < ROOM) {
                heal();
                spool.tend();
                spool.flush();
            } else if (random.nextBoolean()) {
                folder.refuses = true;
            } else {
                folder.size = ROOM - folder.free();
            }
        }

        private void heal() {
            folder.refuses = false;
            folder.size = ROOM;
        }

        /**
         * Samples of all reports that count: one does not, if its run had not recorded it.
         *
         * @param all or only of those whose own message was not reported as lost after it had come: such a message is
         *     replaced by another one, unless it was only in the midst of others that are lost
         */
        long reported(boolean all) {
            return arrivals.entrySet().stream()
                    .filter(message -> reports.stream()
                            .noneMatch(later -> (!all || later.isJump())
                                    && later.has(message.getKey())
                                    && later.arrival() > message.getValue()))
                    .mapToLong(message -> samplesOf(message.getValue()))
                    .sum();
        }

        private long samplesOf(int arrival) {
            return reports.stream()
                    .filter(report -> report.arrival() == arrival)
                    .mapToLong(Report::samples)
                    .sum();
        }

        /** The first numbers that neither came nor were reported. */
        List<Long> unexplained() {
            List<Long> gaps = new ArrayList<>();
            long next = 1;
            for (long number : received.keySet()) {
                while (next < number) {
                    long missing = next;
                    OptionalLong last = reports.stream()
                            .filter(report -> report.has(missing))
                            .mapToLong(Report::last)
                            .max();
                    if (last.isEmpty()) {
                        gaps.add(missing);
                        break;
                    }
                    next = last.getAsLong() + 1;
                }
                next = Math.max(next, number + 1);
            }
            return gaps;
        }
    }

    @Property(tries = 1_000)
    void eachNumberIsUsedOnceAndEachLossIsReportedOnce(@ForAll long seed) throws Exception {
        History history = new History(seed);
        history.run();
        assertThat(history.unexplained()).isEmpty();
        assertThat(history.spool.state().lostInAll()).isBetween(history.reported(false), history.reported(true));
    }
}
