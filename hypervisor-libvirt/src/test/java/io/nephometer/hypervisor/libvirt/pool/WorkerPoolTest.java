package io.nephometer.hypervisor.libvirt.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkerPoolTest {

    /** A connection that shows when it is closed. */
    private static final class Line implements AutoCloseable {

        final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public void close() throws IOException {
            closed.countDown();
            throw new IOException("a connection may fail even in this");
        }
    }

    private final AtomicInteger opened = new AtomicInteger();
    private final CountDownLatch resume = new CountDownLatch(1);
    private final WorkerPool<Line> workers = workers(this::open, Duration.ofSeconds(10));

    @AfterEach
    void letGo() {
        resume.countDown();
        workers.close();
    }

    @Test
    void aCallWithoutAnswerFailsAtTheDeadline() {
        WorkerPool<Line> hasty = workers(this::open, Duration.ofMillis(20));
        assertThatThrownBy(() -> hasty.run(this::hang))
                .isInstanceOf(IOException.class)
                .hasMessage("libvirt did not answer within 0 s");
    }

    @Test
    void aConnectionThatDoesNotOpenFailsAtTheDeadline() {
        WorkerPool<Line> hasty = workers(() -> hang(new Line()), Duration.ofMillis(20));
        assertThatThrownBy(() -> hasty.run(line -> line)).hasMessageStartingWith("libvirt did not answer");
    }

    @Test
    void anAbandonedConnectionIsClosedWhenItsCallReturnsAndNotBefore() throws Exception {
        Line late = abandonOne();
        assertThat(late.closed.getCount()).isEqualTo(1);
        assertThat(workers.abandoned()).isEqualTo(1);

        resume.countDown();
        late.closed.await();
        assertThat(answer() == late).isFalse();
    }

    @Test
    void anAbandonedWorkerDoesNotRetry() throws Exception {
        Line kept = answer();
        assertThat(abandonOne() == kept).isTrue();
        resume.countDown();
        kept.closed.await();
        workers.close();
        assertThat(opened).hasValue(1);
    }

    @Test
    void whileThreeCallsHangTheNextFailsAtOnceUntilOneReturns() throws Exception {
        List<Line> late = List.of(abandonOne(), abandonOne(), abandonOne());
        assertThatThrownBy(this::answer)
                .isInstanceOf(IOException.class)
                .hasMessage("3 calls to libvirt hang; no more calls are made until one of them returns");
        assertThat(opened).hasValue(3);

        resume.countDown();
        for (Line line : late) {
            line.closed.await();
        }
        // a worker ends a moment after its connection
        Stream.generate(() -> catchThrowable(this::answer)).anyMatch(failure -> failure == null);
    }

    @Test
    void aNewConnectionThatFailsFailsTheCallAndIsClosed() throws Exception {
        AtomicReference<Line> failed = new AtomicReference<>();
        IOException why = new IOException("broken pipe");
        assertThatThrownBy(() -> workers.run(line -> {
                    failed.set(line);
                    throw why;
                }))
                .isInstanceOf(ExecutionException.class)
                .hasCause(why);
        failed.get().closed.await();
        assertThat(answer() == failed.get()).isFalse();
    }

    @Test
    void aMissingLibraryFailsEveryCall() {
        WorkerPool<Line> without = workers(
                () -> {
                    throw new UnsatisfiedLinkError("no libvirt.so");
                },
                Duration.ofSeconds(10));
        for (int i = 0; i < 2 * WorkerPool.MAX_WORKERS; i++) {
            assertThatThrownBy(() -> without.run(line -> line)).hasCauseInstanceOf(UnsatisfiedLinkError.class);
        }
        without.close();
    }

    @Test
    void aConnectionThatBrokeSinceTheLastCallIsReplacedAtOnce() throws Exception {
        Line dead = answer();
        Line answered = workers.run(line -> {
            if (line == dead) {
                throw new IOException("broken pipe");
            }
            return line;
        });
        dead.closed.await();
        assertThat(answered == dead).isFalse();
    }

    @Test
    void anInterruptedCallerStopsWaiting() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> workers.run(this::hang)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void afterTheCloseNothingIsCalled() {
        workers.close();
        assertThatThrownBy(this::answer).isInstanceOf(IOException.class);
        assertThat(opened).hasValue(0);
    }

    @Test
    void theEndDoesNotWaitForACallThatHangs() {
        WorkerPool<Line> hasty = workers(this::open, Duration.ofMillis(20));
        assertThatThrownBy(() -> hasty.run(this::hang)).isInstanceOf(IOException.class);
        hasty.close();
        assertThat(resume.getCount()).isEqualTo(1);
    }

    @Test
    void theEndClosesTheConnectionAndEndsTheThread() throws Exception {
        Line last = answer();
        Thread thread = workers.run(line -> Thread.currentThread());
        workers.close();
        last.closed.await();
        thread.join();
    }

    @Test
    void consecutiveCallsShareAConnection() throws Exception {
        assertThat(answer() == answer()).isTrue();
        assertThat(opened).hasValue(1);
    }

    @Test
    void concurrentCallsDoNotWaitForEachOther() throws Exception {
        CyclicBarrier bothAreAsked = new CyclicBarrier(2);
        ConnectionCall<Line, Integer> meet = line -> bothAreAsked.await();
        CompletableFuture<?> other = CompletableFuture.runAsync(() -> catchThrowable(() -> workers.run(meet)));
        workers.run(meet);
        other.join();
        assertThat(opened).hasValue(2);
    }

    @Test
    void aThreadIsADaemonWithANameAndKeepsNoClassLoaderOfACaller() throws Exception {
        Thread thread = workers.run(line -> Thread.currentThread());
        assertThat(thread.getName()).isEqualTo("nephometer-libvirt-1");
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isSameAs(WorkerPool.class.getClassLoader());
    }

    private static WorkerPool<Line> workers(Callable<Line> connector, Duration timeout) {
        return new WorkerPool<>(connector, timeout, System::nanoTime);
    }

    private Line open() {
        opened.incrementAndGet();
        return new Line();
    }

    private Line answer() throws IOException, ExecutionException {
        return workers.run(line -> line);
    }

    private Line hang(Line line) throws InterruptedException, IOException {
        resume.await();
        throw new IOException("in the end it failed");
    }

    /** Interrupting the asker gives a question up as its deadline does, and does not depend on the machine's speed. */
    private Line abandonOne() throws Exception {
        CompletableFuture<Line> asked = new CompletableFuture<>();
        Thread asker = new Thread(() -> catchThrowable(() -> workers.run(line -> {
            asked.complete(line);
            return hang(line);
        })));
        asker.start();
        Line line = asked.get();
        asker.interrupt();
        asker.join();
        return line;
    }
}
