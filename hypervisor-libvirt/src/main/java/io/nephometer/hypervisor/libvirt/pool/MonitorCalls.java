package io.nephometer.hypervisor.libvirt.pool;

import io.nephometer.hypervisor.libvirt.domain.DomainShard;
import io.nephometer.hypervisor.libvirt.domain.MonitorState;
import io.nephometer.hypervisor.libvirt.domain.RunningDomain;
import io.nephometer.hypervisor.libvirt.domain.StuckDomains;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Runs calls that need the domains' monitors, processing two shards concurrently. If a call is late, the domain that is
 * delaying the call is identified and the call is repeated. The repeated call skips the delaying domain, because the
 * domain's monitor is still occupied by the first call.
 */
public final class MonitorCalls<C extends AutoCloseable> {

    /** The maximum number of shards. One worker in the pool is reserved for repeating a late call. */
    static final int SHARDS = WorkerPool.MAX_WORKERS - 1;

    /** A call that reads one shard of the domains. */
    public interface ShardCall<C, T> {
        T run(C connection, DomainShard shard) throws Exception;
    }

    /**
     * Ensures that only one reading runs at a time. If two readings ran concurrently, each would skip the monitors
     * occupied by the other, and values would be missing.
     */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final WorkerPool<C> calls;
    private final WorkerPool<C> inspections;
    private final ConnectionCall<C, List<MonitorState>> inspection;
    private final StuckDomains stuck;
    private final Duration patience;
    private final Duration timeout;
    private final LongSupplier nanos;

    /**
     * @param calls the pool for calls that may hang
     * @param inspections the pool for calls that do not access a monitor
     * @param inspection the call that returns the states of all running domains' monitors
     * @param patience the time that a call may take before the monitors are inspected
     */
    public MonitorCalls(
            WorkerPool<C> calls,
            WorkerPool<C> inspections,
            ConnectionCall<C, List<MonitorState>> inspection,
            StuckDomains stuck,
            Duration patience,
            Duration timeout,
            LongSupplier nanos) {
        this.calls = calls;
        this.inspections = inspections;
        this.inspection = inspection;
        this.stuck = stuck;
        this.patience = patience;
        this.timeout = timeout;
        this.nanos = nanos;
    }

    /** A call that has been started for one shard. */
    private final class Attempt<T> {

        private final DomainShard shard;
        private final long start = nanos.getAsLong();
        private final WorkerPool<C>.Call<T> call;

        Attempt(DomainShard shard, ShardCall<C, T> task) throws IOException {
            this.shard = shard;
            this.call = start(connection -> task.run(connection, shard));
        }

        /**
         * Returns the answer, or an empty {@code Optional} if the call is delayed by a domain that was not yet known to
         * be stuck.
         */
        Optional<T> answer() throws IOException, ExecutionException {
            Duration left = timeout.minus(elapsed());
            while (!left.isNegative()) {
                Optional<T> answer = call.await(left.compareTo(patience) < 0 ? left : patience);
                if (answer.isPresent() || isDelayed(inspections.run(inspection))) {
                    return answer;
                }
                left = timeout.minus(elapsed());
            }
            throw WorkerPool.late(timeout);
        }

        private boolean isDelayed(List<MonitorState> running) {
            List<MonitorState> called = running.stream()
                    .filter(state -> shard.contains(state.domain().uuid()))
                    .toList();
            Optional<RunningDomain> culprit = MonitorState.delaying(elapsed(), called, stuck.withCall());
            culprit.ifPresent(domain -> {
                stuck.add(domain);
                call.abandon(() -> stuck.remove(domain));
                stuck.addHalted(running.stream().map(MonitorState::domain).toList());
            });
            return culprit.isPresent();
        }

        private Duration elapsed() {
            return Duration.ofNanos(nanos.getAsLong() - start);
        }

        /** Abandons the call unless the answer has already arrived. */
        void abandon() {
            call.abandon(() -> {});
        }
    }

    /**
     * Runs a call for every shard and returns the answers.
     *
     * @param shared whether there are enough domains to split into shards
     * @param excluded the UUIDs of the domains to leave out
     * @throws ExecutionException if a call failed, with the underlying failure as the cause
     */
    public <T> List<T> run(boolean shared, Set<String> excluded, ShardCall<C, T> task)
            throws IOException, ExecutionException {
        awaitTurn();
        List<Attempt<T>> attempts = new ArrayList<>();
        try {
            for (DomainShard shard : shards(shared, excluded)) {
                attempts.add(new Attempt<>(shard, task));
            }
            List<T> answers = new ArrayList<>();
            List<DomainShard> unanswered = new ArrayList<>();
            for (Attempt<T> attempt : attempts) {
                attempt.answer().ifPresentOrElse(answers::add, () -> unanswered.add(attempt.shard));
            }
            for (DomainShard shard : unanswered) {
                answers.add(repeat(shard, task));
            }
            return answers;
        } finally {
            attempts.forEach(Attempt::abandon);
            turn.unlock();
        }
    }

    private List<DomainShard> shards(boolean shared, Set<String> excluded) {
        int count = shared && calls.abandoned() == 0 ? SHARDS : 1;
        Set<String> halted = stuck.withoutCall();
        return IntStream.range(0, count)
                .mapToObj(number -> new DomainShard(number, count, excluded).excluding(halted))
                .toList();
    }

    private <T> T repeat(DomainShard shard, ShardCall<C, T> task) throws IOException, ExecutionException {
        Optional<T> answer = Optional.empty();
        while (answer.isEmpty()) { // ends: each round leaves a hanging call, and the pool limits such calls
            Attempt<T> attempt = new Attempt<>(shard.excluding(stuck.withoutCall()), task);
            try {
                answer = attempt.answer();
            } finally {
                attempt.abandon();
            }
        }
        return answer.get();
    }

    private <T> WorkerPool<C>.Call<T> start(ConnectionCall<C, T> task) throws IOException {
        if (calls.abandoned() == WorkerPool.MAX_WORKERS) {
            String names = stuck.toString();
            throw new IOException(WorkerPool.MAX_WORKERS + " calls to libvirt hang; until one of them returns,"
                    + " statistics that need a guest's monitor are not read"
                    + (names.isEmpty() ? "" : "; stuck: " + names));
        }
        return calls.start(task);
    }

    private void awaitTurn() throws IOException {
        try {
            if (!turn.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("other calls kept libvirt busy for " + timeout.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while libvirt was busy");
        }
    }
}
