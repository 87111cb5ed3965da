package io.nephometer.hypervisor.libvirt.pool;

import io.nephometer.hypervisor.libvirt.domain.DomainShard;
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
import java.util.stream.IntStream;

/**
 * Asks what needs the guests' monitors, of two parts of the guests at once. When an answer is late, the guest that keeps it
 * waiting is found and the question asked again: the first call, which hangs on, holds that guest's monitor, so that the
 * second passes it by.
 */
public final class MonitorCalls<C extends AutoCloseable> {

    /** One is left of those that may hang, for the question that is asked again. */
    static final int PARTS = WorkerPool.MOST - 1;

    /** A question about a part of the guests. */
    public interface PartQuestion<C, T> {
        public T ask(C connection, DomainShard part) throws Exception;
    }

    /** One after the other: a call passes by each monitor that another one is at, and would miss its values. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final WorkerPool<C> calls;
    private final WorkerPool<C> looks;
    private final ConnectionCall<C, List<RunningDomain.Seen>> look;
    private final StuckDomains stuck;
    private final Duration patience;
    private final Duration timeout;

    /**
     * @param calls for what may hang
     * @param looks for what touches no monitor
     * @param look at all running guests
     * @param patience after which somebody looks who delays a call
     */
    public MonitorCalls(
            WorkerPool<C> calls,
            WorkerPool<C> looks,
            ConnectionCall<C, List<RunningDomain.Seen>> look,
            StuckDomains stuck,
            Duration patience,
            Duration timeout) {
        this.calls = calls;
        this.looks = looks;
        this.look = look;
        this.stuck = stuck;
        this.patience = patience;
        this.timeout = timeout;
    }

    /** A call that was begun, and the part of the guests that it is about. */
    private final class Attempt<T> {

        private final DomainShard part;
        private final long start = System.nanoTime();
        private final WorkerPool<C>.Call<T> call;

        Attempt(DomainShard part, PartQuestion<C, T> question) throws IOException {
            this.part = part;
            this.call = begin(connection -> question.ask(connection, part));
        }

        /** Empty if a guest delays it that was not known to be stuck. */
        Optional<T> answer() throws IOException, ExecutionException {
            Duration left = timeout.minus(since());
            while (!left.isNegative()) {
                Optional<T> answer = call.await(left.compareTo(patience) < 0 ? left : patience);
                if (answer.isPresent() || isDelayed(looks.ask(look))) {
                    return answer;
                }
                left = timeout.minus(since());
            }
            throw WorkerPool.late(timeout);
        }

        private boolean isDelayed(List<RunningDomain.Seen> running) {
            List<RunningDomain.Seen> asked = running.stream()
                    .filter(seen -> part.contains(seen.guest().uuid()))
                    .toList();
            Optional<RunningDomain> culprit = RunningDomain.delaying(since(), asked, stuck.asked());
            culprit.ifPresent(guest -> {
                stuck.add(guest);
                call.giveUp(() -> stuck.remove(guest));
                stuck.addHalted(running.stream().map(RunningDomain.Seen::guest).toList());
            });
            return culprit.isPresent();
        }

        private Duration since() {
            return Duration.ofNanos(System.nanoTime() - start);
        }

        /** Unless it has answered. */
        void giveUp() {
            call.giveUp(() -> {});
        }
    }

    /**
     * The answers about all parts of the guests.
     *
     * @param shared whether there are enough guests to share them out
     * @param without UUIDs of guests that are not asked
     * @throws ExecutionException if it was asked in vain; its cause tells why
     */
    public <T> List<T> ask(boolean shared, Set<String> without, PartQuestion<C, T> question)
            throws IOException, ExecutionException {
        awaitTurn();
        List<Attempt<T>> attempts = new ArrayList<>();
        try {
            for (DomainShard part : parts(shared, without)) {
                attempts.add(new Attempt<>(part, question));
            }
            List<T> answers = new ArrayList<>();
            List<DomainShard> unanswered = new ArrayList<>();
            for (Attempt<T> attempt : attempts) {
                attempt.answer().ifPresentOrElse(answers::add, () -> unanswered.add(attempt.part));
            }
            for (DomainShard part : unanswered) {
                answers.add(askAgain(part, question));
            }
            return answers;
        } finally {
            attempts.forEach(Attempt::giveUp);
            turn.unlock();
        }
    }

    private List<DomainShard> parts(boolean shared, Set<String> without) {
        int parts = shared && calls.writtenOff() == 0 ? PARTS : 1;
        Set<String> unasked = stuck.unasked();
        return IntStream.range(0, parts)
                .mapToObj(number -> new DomainShard(number, parts, without).without(unasked))
                .toList();
    }

    private <T> T askAgain(DomainShard part, PartQuestion<C, T> question) throws IOException, ExecutionException {
        Optional<T> answer = Optional.empty();
        while (answer.isEmpty()) { // ends: each round is a call that hangs, and there may be few
            Attempt<T> attempt = new Attempt<>(part.without(stuck.unasked()), question);
            try {
                answer = attempt.answer();
            } finally {
                attempt.giveUp();
            }
        }
        return answer.get();
    }

    private <T> WorkerPool<C>.Call<T> begin(ConnectionCall<C, T> question) throws IOException {
        if (calls.writtenOff() == WorkerPool.MOST) {
            String who = stuck.toString();
            throw new IOException(WorkerPool.MOST + " calls to libvirt hang; until one of them returns, only what needs"
                    + " no guest's monitor is read" + (who.isEmpty() ? "" : "; stuck: " + who));
        }
        return calls.begin(question);
    }

    private void awaitTurn() throws IOException {
        try {
            if (!turn.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("other questions kept libvirt busy for " + timeout.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while libvirt was busy");
        }
    }
}
