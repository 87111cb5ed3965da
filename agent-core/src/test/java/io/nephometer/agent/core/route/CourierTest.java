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
import io.nephometer.api.DeliveryException;
import io.nephometer.api.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CourierTest {

    private static final SpoolLimits BOUNDS = new SpoolLimits(1 << 24, Duration.ofDays(1), 0, 1 << 20, 0);
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    Path directory;

    private final AtomicInteger unreadable = new AtomicInteger();
    private final Health health = Health.silent();
    private final NumberReceiver receiver = new NumberReceiver();
    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        SpoolFolder folder = new UnreadableFolder(new DiskFolder(directory.resolve("r")), unreadable);
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
        try (Courier courier = new Courier("r", spool, receiver, health, System::nanoTime)) {
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
        try (Courier courier = new Courier("r", spool, receiver, health, System::nanoTime)) {
            await().atMost(LIMIT).until(() -> receiver.received.containsAll(range(44, 45)));
            assertThat(courier.flows() || health.of(HealthKey.route("r")).isPresent())
                    .isTrue();
        }
    }

    @Test
    void aReceiverThatTakesNothingCondemnsNothingHoweverManyAreTried() {
        receiver.poison = range(1, 50);
        append(1, 3);
        try (Courier courier = new Courier("r", spool, receiver, health, System::nanoTime)) {
            await().atMost(LIMIT).until(() -> health.of(HealthKey.route("r")).isPresent());
            append(4, 50);
            assertThat(courier.flows()).isFalse();
        }
        assertThat(spool.state().lost()).isEmpty();
        assertThat(spool.state().waiting()).isEqualTo(50);
    }

    @Test
    void theNextCourierDeliversWhatHungInADelivery() throws InterruptedException {
        HangingDelivery hanging = new HangingDelivery();
        append(1, 7);
        Courier hung = new Courier("r", spool, hanging, health, System::nanoTime);
        hanging.begun.await();
        hung.close(Duration.ofMillis(1));
        try (Courier next = new Courier("r", spool, receiver, health, System::nanoTime)) {
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
        HangingDelivery hanging = new HangingDelivery();
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
        HangingDelivery hanging = new HangingDelivery();
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

    @ParameterizedTest
    @MethodSource("endings")
    void noDeliveryEndsTheRouteHoweverItEnds(Throwable thrown) {
        AtomicInteger times = new AtomicInteger(3);
        Courier.Delivery odd = messages -> {
            if (times.getAndDecrement() > 0) {
                Thrower.throwUnchecked(thrown);
            }
            receiver.deliver(messages);
        };
        append(1, 7);
        try (Courier courier = new Courier("r", spool, odd, health, System::nanoTime)) {
            await().atMost(LIMIT).until(() -> spool.state().delivered() == 7);
            await().atMost(LIMIT).until(courier::flows);
        }
        assertThat(receiver.received).isEqualTo(range(1, 7));
        assertThat(spool.state().difference()).isZero();
        assertThat(health.of(HealthKey.route("r"))).isEmpty();
    }

    private static List<Throwable> endings() {
        return List.of(
                new InterruptedException("by no one"),
                new IllegalStateException("a bug"),
                new NoClassDefFoundError("gone"),
                new OutOfMemoryError("for a moment"),
                DeliveryException.unreachable("no link", null));
    }

    /** Throws any exception, as a publisher in another language may. */
    private static final class Thrower<E extends Throwable> {
        @SuppressWarnings("unchecked")
        private void raise(Throwable thrown) throws E {
            throw (E) thrown;
        }

        static void throwUnchecked(Throwable thrown) {
            new Thrower<RuntimeException>().raise(thrown);
        }
    }

    @Test
    void aStrayInterruptOfTheThreadEndsNoRoute() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        Courier.Delivery keeping = messages -> {
            thread.set(Thread.currentThread());
            receiver.deliver(messages);
        };
        append(1, 1);
        try (Courier courier = new Courier("r", spool, keeping, health, System::nanoTime)) {
            await().atMost(LIMIT).until(courier::flows);
            thread.get().interrupt();
            append(2, 7);
            await().atMost(LIMIT).until(() -> spool.state().delivered() == 7);
        }
        assertThat(receiver.received).isEqualTo(range(1, 7));
    }

    @Test
    void afterADeliveryThatTookTooLongFewerMessagesAreSent() {
        Courier.Delivery slow = messages -> {
            if (messages.size() > 8) {
                throw DeliveryException.unreachable("did not return from a delivery", null);
            }
            receiver.deliver(messages);
        };
        append(1, 20);
        try (Courier courier = new Courier("r", spool, slow, health, System::nanoTime)) {
            await().atMost(LIMIT).until(() -> spool.state().delivered() == 20);
            assertThat(courier.flows()).isTrue();
        }
        assertThat(receiver.received).isEqualTo(range(1, 20));
    }

    @Test
    void aBatchThatCannotBeReadForAWhileIsReadLater() throws IOException {
        append(1, 7);
        spool.close();
        unreadable.set(3);
        open();
        try (Courier courier = new Courier("r", spool, receiver, health, System::nanoTime)) {
            await().atMost(LIMIT).until(() -> spool.state().delivered() == 7);
            assertThat(courier.flows()).isTrue();
        }
        assertThat(spool.state().lost()).isEmpty();
        assertThat(directory.resolve("r/quarantine")).doesNotExist();
    }
}
