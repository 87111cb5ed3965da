package io.nephometer.agent.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.view.HealthKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PluginHandleTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Health health = Health.silent();
    private final CallThreads threads = new CallThreads();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** On a clock that stands still until it is moved. */
    private PluginHandle handle(Duration interval, AtomicLong clock) {
        return new PluginHandle(
                HealthKey.plugin("p"),
                new Plugin<>("p", "1.0.0", 0, "service"),
                new CallTerms(interval, HOUR, threads, health, clock::get));
    }

    private PluginHandle handle(Duration interval, Duration deadline) {
        return handle(interval, deadline, threads);
    }

    private PluginHandle handle(Duration interval, Duration deadline, Executor on) {
        return new PluginHandle(
                HealthKey.plugin("p"),
                new Plugin<>("p", "1.0.0", 0, "service"),
                new CallTerms(interval, deadline, on, health, System::nanoTime));
    }

    private static Optional<Integer> call(PluginHandle handle, Throwable thrown) {
        return handle.<Integer>call(() -> sneak(thrown), value -> handle.worked())
                .join();
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
        PluginHandle handle = handle(HOUR, Duration.ofMillis(30));
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Optional<Integer> answer = handle.call(
                        () -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            end.await();
                            return 1;
                        },
                        value -> handle.worked())
                .join();
        assertThat(answer).isEmpty();
        interrupted.await();
        assertThat(health.of(HealthKey.plugin("p"))).contains("did not return within 0.03 s");
        assertThat(handle.isBusy()).isTrue();
        assertThat(call(handle, null)).as("one call at a time").isEmpty();
        end.countDown();
        await().until(() -> !handle.isBusy());
        assertThat(call(handle, null)).contains(1);
    }

    @Test
    void aCallThatBeginsAfterItsDeadlineIsInterruptedAtOnce() {
        AtomicReference<Runnable> late = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        PluginHandle handle = handle(HOUR, Duration.ofMillis(1), late::set);
        assertThat(handle.call(() -> {
                            interrupted.set(Thread.currentThread().isInterrupted());
                            return 1;
                        })
                        .join())
                .isEmpty();
        late.get().run();
        assertThat(interrupted).isTrue();
    }

    /** Begins a call that lasts until the latch is let go. */
    private static CompletableFuture<Optional<Integer>> lasting(PluginHandle handle, CountDownLatch end) {
        return handle.call(() -> {
            end.await();
            return 1;
        });
    }

    private Optional<String> shown() {
        return health.of(HealthKey.plugin("p"));
    }

    @Test
    void aCallThatLastsIsShownAfterTwoIntervalsUntilItReturns() {
        AtomicLong clock = new AtomicLong();
        CountDownLatch end = new CountDownLatch(1);
        PluginHandle handle = handle(Duration.ofSeconds(3), clock);
        CompletableFuture<Optional<Integer>> answer = lasting(handle, end);
        clock.set(Duration.ofMillis(5_999).toNanos());
        assertThat(shown()).isEmpty();
        clock.set(Duration.ofSeconds(6).toNanos());
        assertThat(shown()).contains("has not returned for 6 s");
        clock.set(Duration.ofSeconds(47).toNanos());
        assertThat(shown()).contains("has not returned for 47 s");
        end.countDown();
        assertThat(answer.join()).as("slow, and not failed").contains(1);
        assertThat(shown()).isEmpty();
    }

    @Test
    void aCallOfAShortIntervalIsShownAfterTwoSeconds() {
        AtomicLong clock = new AtomicLong();
        CountDownLatch end = new CountDownLatch(1);
        lasting(handle(Duration.ofMillis(500), clock), end);
        clock.set(Duration.ofMillis(1_999).toNanos());
        assertThat(shown()).isEmpty();
        clock.set(Duration.ofSeconds(2).toNanos());
        assertThat(shown()).contains("has not returned for 2 s");
        end.countDown();
    }

    @Test
    void whatIsForgottenWhileItLastsIsShownNoMore() {
        AtomicLong clock = new AtomicLong();
        CountDownLatch end = new CountDownLatch(1);
        PluginHandle handle = handle(Duration.ZERO, clock);
        CompletableFuture<Optional<Integer>> answer = lasting(handle, end);
        clock.set(HOUR.toNanos());
        assertThat(shown()).isPresent();
        handle.forget();
        assertThat(shown()).isEmpty();
        handle.failed(new IOException("it was late"));
        end.countDown();
        answer.join();
        assertThat(shown()).isEmpty();
    }

    @Test
    void aCallThatIsInterruptedBecauseTheAgentStopsIsNoTrouble() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Optional<Integer>> answer = handle(HOUR, HOUR)
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
        PluginHandle handle = handle(Duration.ofSeconds(60), HOUR);
        call(handle, new IllegalStateException());
        call(handle, new LinkageError());
        assertThat(handle.rest()).isZero();
        call(handle, new StackOverflowError());
        assertThat(handle.rest()).isBetween(Duration.ofSeconds(110), Duration.ofSeconds(120));
        assertThat(call(handle, null)).as("while it rests").isEmpty();
        handle.failed(new IOException("rubbish"));
        assertThat(handle.rest()).isBetween(Duration.ofSeconds(230), Duration.ofSeconds(240));
        for (int i = 0; i < 1_000; i++) {
            handle.failed(new IOException("rubbish"));
        }
        assertThat(handle.rest()).isBetween(Duration.ofSeconds(590), Duration.ofSeconds(600));
        handle.worked();
        assertThat(handle.rest()).isZero();
    }

    @Test
    void memoryThatRanOutBringsTheLongestRestAtOnce() {
        PluginHandle handle = handle(Duration.ofMillis(100), HOUR);
        call(handle, new OutOfMemoryError());
        assertThat(handle.rest()).isGreaterThan(Duration.ofMinutes(9));
    }

    @Test
    void whatCannotBeReadNowIsNobodysFault() {
        PluginHandle handle = handle(HOUR, HOUR);
        for (int i = 0; i < 10; i++) {
            call(handle, new IOException("libvirt is away"));
        }
        assertThat(handle.rest()).isZero();
        assertThat(health.of(HealthKey.plugin("p"))).contains("libvirt is away");
    }

    @Test
    void withoutAThreadNothingIsLeftHanging() {
        PluginHandle handle = handle(HOUR, HOUR, task -> {
            throw new RejectedExecutionException("closed");
        });
        assertThat(call(handle, null)).isEmpty();
        assertThat(handle.isBusy()).isFalse();
    }

    @Test
    void anInterruptionDoesNotMeetTheNextOneOnTheSameThread() {
        ExecutorService one = Executors.newSingleThreadExecutor();
        PluginHandle handle = handle(HOUR, HOUR, one);
        handle.call(
                        () -> {
                            Thread.currentThread().interrupt();
                            return 1;
                        },
                        value -> handle.worked())
                .join();
        assertThat(handle.call(() -> Thread.currentThread().isInterrupted(), value -> handle.worked())
                        .join())
                .contains(false);
        one.shutdownNow();
    }

    @Test
    void whatThrowsWhenItIsPrintedIsShownAllTheSame() {
        PluginHandle handle = handle(HOUR, HOUR);
        call(handle, new IllegalStateException() {
            @Override
            public String getMessage() {
                throw new IllegalArgumentException("no message");
            }
        });
        assertThat(health.of(HealthKey.plugin("p")))
                .hasValueSatisfying(why -> assertThat(why).contains("which cannot be printed"));
    }

    /** An exception that notes who asks for its texts. */
    private static final class Watched extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Set<String> threads = ConcurrentHashMap.newKeySet();
        private final transient CountDownLatch released;

        Watched(CountDownLatch released) {
            this.released = released;
        }

        @Override
        public String getMessage() {
            threads.add(Thread.currentThread().getName());
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "a bug";
        }
    }

    @Test
    void whatIsThrownIsAskedForItsTextsOnThePluginsThreadAlone() {
        PluginHandle handle = handle(HOUR, HOUR);
        Watched thrown = new Watched(new CountDownLatch(0));
        call(handle, thrown);
        assertThat(health.of(HealthKey.plugin("p")).orElseThrow()).contains("a bug");
        assertThat(thrown.threads).containsExactly("nephometer-p");
    }

    @Test
    void anExceptionWhoseTextsHangIsGivenUpAtTheDeadlineAndBlocksNobody() {
        PluginHandle handle = handle(HOUR, Duration.ofMillis(50));
        CountDownLatch released = new CountDownLatch(1);
        assertThat(call(handle, new Watched(released))).isEmpty();
        assertThat(health.of(HealthKey.plugin("p")).orElseThrow()).contains("did not return within 0.05 s");
        released.countDown();
        await().until(() -> !handle.isBusy());
    }
}
