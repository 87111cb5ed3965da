package io.nephometer.agent.core.polling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Health health = Health.silent();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Lane lane(Duration interval, Duration deadline) {
        return new Lane(
                HealthKey.plugin("p"), new Plugin<>("p", "1.0.0", 0, "service"), interval, deadline, threads, health);
    }

    private static Optional<Integer> call(Lane lane, Throwable thrown) {
        return lane.<Integer>call(() -> sneak(thrown), value -> lane.worked()).join();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> Integer sneak(Throwable thrown) throws T {
        if (thrown != null) {
            throw (T) thrown;
        }
        return 1;
    }

    @Test
    void aCallThatDoesNotReturnIsGivenUpAndItsThreadIsInterrupted() throws Exception {
        Lane lane = lane(HOUR, Duration.ofMillis(30));
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Optional<Integer> answer = lane.call(
                        () -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            end.await();
                            return 1;
                        },
                        value -> lane.worked())
                .join();
        assertThat(answer).isEmpty();
        interrupted.await();
        assertThat(health.of(HealthKey.plugin("p"))).contains("did not return within 0.03 s");
        assertThat(lane.isBusy()).isTrue();
        assertThat(call(lane, null)).as("one call at a time").isEmpty();
        end.countDown();
        await().until(() -> !lane.isBusy());
        assertThat(call(lane, null)).contains(1);
    }

    @Test
    void aCallThatIsInterruptedBecauseTheAgentStopsIsNoTrouble() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Optional<Integer>> answer = lane(HOUR, HOUR)
                .call(
                        () -> {
                            begun.countDown();
                            new CountDownLatch(1).await();
                            return 1;
                        },
                        value -> {});
        begun.await();
        threads.shutdownNow();
        assertThat(answer.join()).isEmpty();
        assertThat(health.all()).isEmpty();
    }

    @Test
    void threeFailuresInARowBringARestThatDoublesAndHasAnEnd() {
        Lane lane = lane(Duration.ofSeconds(60), HOUR);
        call(lane, new IllegalStateException());
        call(lane, new LinkageError());
        assertThat(lane.rest()).isZero();
        call(lane, new StackOverflowError());
        assertThat(lane.rest()).isBetween(Duration.ofSeconds(110), Duration.ofSeconds(120));
        assertThat(call(lane, null)).as("while it rests").isEmpty();
        lane.failed(new IOException("rubbish"));
        assertThat(lane.rest()).isBetween(Duration.ofSeconds(230), Duration.ofSeconds(240));
        for (int i = 0; i < 1_000; i++) {
            lane.failed(new IOException("rubbish"));
        }
        assertThat(lane.rest()).isBetween(Duration.ofSeconds(590), Duration.ofSeconds(600));
        lane.worked();
        assertThat(lane.rest()).isZero();
    }

    @Test
    void memoryThatRanOutBringsTheLongestRestAtOnce() {
        Lane lane = lane(Duration.ofMillis(100), HOUR);
        call(lane, new OutOfMemoryError());
        assertThat(lane.rest()).isGreaterThan(Duration.ofMinutes(9));
    }

    @Test
    void whatCannotBeReadNowIsNobodysFault() {
        Lane lane = lane(HOUR, HOUR);
        for (int i = 0; i < 10; i++) {
            call(lane, new IOException("libvirt is away"));
        }
        assertThat(lane.rest()).isZero();
        assertThat(health.of(HealthKey.plugin("p"))).contains("libvirt is away");
    }

    @Test
    void withoutAThreadNothingIsLeftHanging() {
        Lane lane = new Lane(
                HealthKey.plugin("p"),
                new Plugin<>("p", "1.0.0", 0, ""),
                HOUR,
                HOUR,
                task -> {
                    throw new RejectedExecutionException("closed");
                },
                health);
        assertThat(call(lane, null)).isEmpty();
        assertThat(lane.isBusy()).isFalse();
    }

    @Test
    void anInterruptionDoesNotMeetTheNextOneOnTheSameThread() {
        ExecutorService one = Executors.newSingleThreadExecutor();
        Lane lane = new Lane(HealthKey.plugin("p"), new Plugin<>("p", "1.0.0", 0, ""), HOUR, HOUR, one, health);
        lane.call(
                        () -> {
                            Thread.currentThread().interrupt();
                            return 1;
                        },
                        value -> lane.worked())
                .join();
        assertThat(lane.call(() -> Thread.currentThread().isInterrupted(), value -> lane.worked())
                        .join())
                .contains(false);
        one.shutdownNow();
    }
}
