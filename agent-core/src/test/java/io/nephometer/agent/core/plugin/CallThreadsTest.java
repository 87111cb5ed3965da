package io.nephometer.agent.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.view.HealthKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallThreadsTest {

    private final CallThreads threads = new CallThreads();
    private final CountDownLatch registered = new CountDownLatch(1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private PluginHandle handle(String name, Executor on) {
        CallTerms terms =
                new CallTerms(Duration.ofSeconds(1), Duration.ofSeconds(20), on, Health.silent(), System::nanoTime);
        return new PluginHandle(HealthKey.plugin(name), new Plugin<>(name, "1.0.0", 0, "service"), terms);
    }

    private CompletableFuture<Optional<Thread>> call(String name) {
        return handle(name, threads).call(Thread::currentThread);
    }

    /** A call that returns when what follows from its result is known. */
    private CompletableFuture<Optional<Thread>> first() {
        return handle("first", threads).call(() -> {
            registered.await();
            return Thread.currentThread();
        });
    }

    private <R> R result(CompletableFuture<R> future) throws Exception {
        registered.countDown();
        return future.get(20, TimeUnit.SECONDS);
    }

    @Test
    void theCallThatFollowsFromAResultIsMadeByTheSameThread() throws Exception {
        CompletableFuture<Boolean> isSame =
                first().thenCompose(one -> call("next").thenApply(next -> next.equals(one)));
        assertThat(result(isSame)).isTrue();
    }

    @Test
    void ofSeveralCallsThatFollowOneThatHangsDelaysNoOther() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Optional<Thread>> others = first().thenCompose(one -> {
            handle("hanging", threads).call(() -> {
                end.await();
                return 1;
            });
            return call("a").thenCompose(a -> call("b"));
        });
        assertThat(result(others)).isPresent();
        end.countDown();
    }

    @Test
    void aTaskThatACallItselfSubmitsDoesNotWaitForTheCall() throws Exception {
        CompletableFuture<Optional<Optional<Thread>>> outer =
                handle("outer", threads).call(() -> call("inner").get(20, TimeUnit.SECONDS));
        assertThat(result(outer).orElseThrow()).isPresent();
    }

    @Test
    void aLongChainOfCallsNeedsNoStack() throws Exception {
        CompletableFuture<Void> all = new CompletableFuture<>();
        PluginHandle handle = handle("p", threads);
        first().thenRun(() -> next(100_000, handle, all));
        result(all);
    }

    private static void next(int left, PluginHandle handle, CompletableFuture<Void> end) {
        if (left == 0) {
            end.complete(null);
        } else {
            handle.call(() -> left).thenRun(() -> next(left - 1, handle, end));
        }
    }

    @Test
    void aFailureOfWhatReceivesAResultCostsNoCall() throws Exception {
        CompletableFuture<Optional<Thread>> following = new CompletableFuture<>();
        first().thenAccept(one -> {
            call("next").thenAccept(following::complete);
            throw new StackOverflowError();
        });
        assertThat(result(following)).isPresent();
    }

    @Test
    void anotherThreadOfThePoolIsUsedWhenTheCallerIsNone() throws ExecutionException, InterruptedException {
        assertThat(call("p").get()).isPresent().get().isNotSameAs(Thread.currentThread());
    }
}
