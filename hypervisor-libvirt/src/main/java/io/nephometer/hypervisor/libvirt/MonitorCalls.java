package io.nephometer.hypervisor.libvirt;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks what needs the guests' monitors. When an answer is late, the guest that keeps it waiting is found and the question
 * asked again: the first call, which hangs on, holds that guest's monitor, so that the second passes it by.
 */
final class MonitorCalls<C extends AutoCloseable> {

    /** One after the other: a call passes by each monitor that another one is at, and would miss its values. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final Workers<C> calls;
    private final Workers<C> looks;
    private final Question<C, List<Guest.Busy>> look;
    private final StuckGuests stuck;
    private final Duration patience;
    private final Duration timeout;

    /**
     * @param calls for what may hang
     * @param looks for what touches no monitor
     * @param look whose monitors are busy
     * @param patience after which somebody looks who delays a call
     */
    MonitorCalls(
            Workers<C> calls,
            Workers<C> looks,
            Question<C, List<Guest.Busy>> look,
            StuckGuests stuck,
            Duration patience,
            Duration timeout) {
        this.calls = calls;
        this.looks = looks;
        this.look = look;
        this.stuck = stuck;
        this.patience = patience;
        this.timeout = timeout;
    }

    /** @throws ExecutionException if it was asked in vain; its cause tells why */
    <T> T ask(Question<C, T> question) throws IOException, ExecutionException {
        awaitTurn();
        try {
            Optional<T> answer = Optional.empty();
            while (answer.isEmpty()) { // ends: each round is a call that hangs, and there may be few
                answer = attempt(question);
            }
            return answer.get();
        } finally {
            turn.unlock();
        }
    }

    /** Empty if a guest delays it that was not known to be stuck. */
    private <T> Optional<T> attempt(Question<C, T> question) throws IOException, ExecutionException {
        long start = System.nanoTime();
        Workers<C>.Call<T> call = begin(question);
        try {
            Duration left = timeout;
            while (!left.isNegative()) {
                Optional<T> answer = call.await(left.compareTo(patience) < 0 ? left : patience);
                if (answer.isPresent()) {
                    return answer;
                }
                List<Guest.Busy> busy = looks.ask(look);
                Duration since = Duration.ofNanos(System.nanoTime() - start);
                Optional<Guest> culprit = Guest.delaying(since, busy, stuck.now());
                if (culprit.isPresent()) {
                    stuck.add(culprit.get());
                    call.giveUp(() -> stuck.remove(culprit.get()));
                    return Optional.empty();
                }
                left = timeout.minus(since);
            }
            throw Workers.late(timeout);
        } finally {
            call.giveUp(() -> {}); // unless it has answered
        }
    }

    private <T> Workers<C>.Call<T> begin(Question<C, T> question) throws IOException {
        if (calls.writtenOff() == Workers.MOST) {
            String who = stuck.toString();
            throw new IOException(Workers.MOST + " calls to libvirt hang; until one of them returns, only what needs"
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
