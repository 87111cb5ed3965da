package io.nephometer.agent.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.spool.SpoolClock;
import io.nephometer.agent.core.spool.SpoolLimits;
import io.nephometer.agent.core.spool.file.DiskFolder;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.api.Batch;
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import io.nephometer.api.Publisher;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourierTest {

    private static final SpoolLimits BOUNDS = new SpoolLimits(1 << 24, Duration.ofDays(1), 0, 1 << 20, 0);
    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** A folder of which batches cannot be read for a while. */
    private record Unreadable(SpoolFolder folder, AtomicInteger failures) implements SpoolFolder {
        @Override
        public byte[] read(String name) throws IOException {
            if (name.endsWith(".batch") && failures.getAndDecrement() > 0) {
                throw new FileNotFoundException(name + " (Too many open files)");
            }
            return folder.read(name);
        }

        @Override
        public boolean make() throws IOException {
            return folder.make();
        }

        @Override
        public Map<String, Long> list() throws IOException {
            return folder.list();
        }

        @Override
        public void write(String name, ByteBuffer content) throws IOException {
            folder.write(name, content);
        }

        @Override
        public void sync(String name) throws IOException {
            folder.sync(name);
        }

        @Override
        public void overwrite(String name, int at, ByteBuffer content) throws IOException {
            folder.overwrite(name, at, content);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            folder.rename(from, to);
        }

        @Override
        public void delete(String name) throws IOException {
            folder.delete(name);
        }

        @Override
        public void sync() throws IOException {
            folder.sync();
        }

        @Override
        public long free() {
            return folder.free();
        }

        @Override
        public long size() {
            return folder.size();
        }
    }

    /** Breaks the link on some messages. */
    private static final class Receiver implements Publisher {
        private final Set<Integer> received = new ConcurrentSkipListSet<>();
        private volatile Set<Integer> poison = Set.of();

        @Override
        public List<Message> encode(Batch batch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void deliver(List<Message> messages) throws DeliveryException {
            for (Message message : messages) {
                int number = Integer.parseInt(new String(message.payload(), StandardCharsets.UTF_8));
                if (poison.contains(number)) {
                    throw DeliveryException.retryable("connection lost", null);
                }
                received.add(number);
            }
        }

        @Override
        public void close() {}
    }

    @TempDir
    Path directory;

    private final AtomicInteger unreadable = new AtomicInteger();
    private final Health health = Health.silent();
    private final Receiver receiver = new Receiver();
    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        SpoolFolder folder = new Unreadable(new DiskFolder(directory.resolve("r")), unreadable);
        spool = Spool.open("r", folder, BOUNDS, SpoolClock.system(), health);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private void append(int from, int to) {
        IntStream.rangeClosed(from, to)
                .mapToObj(number -> new Message("t", Integer.toString(number).getBytes(StandardCharsets.UTF_8), 1))
                .forEach(message -> spool.append(List.of(message)));
    }

    private static Set<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().collect(java.util.stream.Collectors.toSet());
    }

    @Test
    void neighboursThatAreRefusedAreSetAsideAndTheRestArrives() {
        receiver.poison = Set.of(4, 5);
        append(1, 20);
        try (Courier courier = new Courier("r", spool, receiver::deliver, health, System::nanoTime)) {
            await().atMost(LIMIT).until(() -> spool.state().delivered() == 18);
            await().atMost(LIMIT).until(() -> spool.state().lostInAll() == 2);
            assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.REJECTED, 2L));
            assertThat(receiver.received).hasSize(18).doesNotContain(4, 5);
            assertThat(spool.state().difference()).isZero();
            await().atMost(LIMIT).until(courier::flows);
            assertThat(health.of(HealthKey.route("r"))).isEmpty();
        }
    }

    @Test
    void aWholeRunThatIsRefusedBlocksNothing() {
        receiver.poison = range(1, 40);
        append(1, 45);
        try (Courier courier = new Courier("r", spool, receiver::deliver, health, System::nanoTime)) {
            await().atMost(LIMIT).until(() -> receiver.received.containsAll(range(44, 45)));
            assertThat(courier.flows() || health.of(HealthKey.route("r")).isPresent())
                    .isTrue();
        }
    }

    @Test
    void aReceiverThatTakesNothingCondemnsNothingHoweverManyAreTried() {
        receiver.poison = range(1, 50);
        append(1, 3);
        try (Courier courier = new Courier("r", spool, receiver::deliver, health, System::nanoTime)) {
            await().atMost(LIMIT).until(() -> health.of(HealthKey.route("r")).isPresent());
            append(4, 50);
            assertThat(courier.flows()).isFalse();
        }
        assertThat(spool.state().lost()).isEmpty();
        assertThat(spool.state().waiting()).isEqualTo(50);
    }

    /** A delivery that ignores interrupts and does not return until the test lets it. */
    private static final class Hanging implements Courier.Delivery {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch hold = new CountDownLatch(1);
        private volatile Thread thread;

        @Override
        public void deliver(List<Message> messages) {
            thread = Thread.currentThread();
            begun.countDown();
            while (true) {
                try {
                    hold.await();
                    return;
                } catch (InterruptedException ignored) {
                    continue;
                }
            }
        }
    }

    @Test
    void theNextCourierDeliversWhatHungInADelivery() throws InterruptedException {
        Hanging hanging = new Hanging();
        append(1, 7);
        Courier hung = new Courier("r", spool, hanging, health, System::nanoTime);
        hanging.begun.await();
        hung.close(Duration.ofMillis(1));
        try (Courier next = new Courier("r", spool, receiver::deliver, health, System::nanoTime)) {
            await().atMost(LIMIT).until(() -> spool.state().delivered() == 7);
            hanging.hold.countDown();
            hanging.thread.join(LIMIT.toMillis());
            append(8, 9);
            await().atMost(LIMIT).until(() -> spool.state().delivered() == 9);
            assertThat(next.flows()).isTrue();
        }
        assertThat(receiver.received).isEqualTo(range(1, 9));
        assertThat(spool.state().difference()).isZero();
        assertThat(spool.state().waiting() + spool.state().inFlight()).isZero();
    }

    @Test
    void aDeliveryThatEndsAfterTheCourierWasClosedChangesNothing() throws InterruptedException {
        Hanging hanging = new Hanging();
        append(1, 7);
        Courier hung = new Courier("r", spool, hanging, health, System::nanoTime);
        hanging.begun.await();
        hung.close(Duration.ofMillis(1));
        hanging.hold.countDown();
        hanging.thread.join(LIMIT.toMillis());
        assertThat(spool.state().delivered()).isZero();
        assertThat(spool.state().waiting()).isEqualTo(7);
        assertThat(spool.state().difference()).isZero();
    }

    @Test
    void aDeliveryThatEndsWhileTheCourierIsBeingClosedCounts() throws InterruptedException {
        Hanging hanging = new Hanging();
        append(1, 1);
        Courier courier = new Courier("r", spool, hanging, health, System::nanoTime);
        hanging.begun.await();
        Thread closing = new Thread(courier::close);
        closing.start();
        await().atMost(LIMIT).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        hanging.hold.countDown();
        closing.join(LIMIT.toMillis());
        assertThat(spool.state().delivered()).isEqualTo(1);
        assertThat(spool.state().waiting()).isZero();
    }

    @Test
    void aBatchThatCannotBeReadForAWhileIsReadLater() throws IOException {
        append(1, 7);
        spool.close();
        unreadable.set(3);
        open();
        try (Courier courier = new Courier("r", spool, receiver::deliver, health, System::nanoTime)) {
            await().atMost(LIMIT).until(() -> spool.state().delivered() == 7);
            assertThat(courier.flows()).isTrue();
        }
        assertThat(spool.state().lost()).isEmpty();
        assertThat(directory.resolve("r/quarantine")).doesNotExist();
    }
}
