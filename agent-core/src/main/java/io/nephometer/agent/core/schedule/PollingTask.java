package io.nephometer.agent.core.schedule;

import io.nephometer.agent.core.polling.PollsterJob;
import io.nephometer.api.Moment;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs the turns of one schedule sequentially, each at its due time. The jobs can be replaced between two turns without
 * affecting the due times. Due times that pass while a turn is running are skipped and counted.
 */
final class PollingTask implements AutoCloseable {

    /**
     * The progress of a polling task.
     *
     * @param turns the number of turns that have been run
     * @param skipped the number of due times that have passed without a turn
     * @param lastDue the time at which the last turn was due; null before the first turn
     * @param lastDuration the duration of the last turn
     * @param next the time at which the next turn is due
     */
    record State(long turns, long skipped, Instant lastDue, Duration lastDuration, Instant next) {}

    private static final Logger LOG = System.getLogger("nephometer.polling");

    /**
     * A timer that fires early by more than this amount indicates that the wall clock was set back. Imprecision alone
     * never causes a timer to fire a full second early.
     */
    private static final Duration STEP = Duration.ofSeconds(1);

    private final Schedule schedule;
    private final Timer timer;
    private final Supplier<Moment> clock;
    private final Consumer<List<PollsterJob>> turn;
    private volatile List<PollsterJob> jobs;
    private volatile State state;
    private long dueNanos;

    PollingTask(
            Schedule schedule,
            List<PollsterJob> jobs,
            Timer timer,
            Supplier<Moment> clock,
            Consumer<List<PollsterJob>> turn) {
        this.schedule = schedule;
        this.jobs = jobs;
        this.timer = timer;
        this.clock = clock;
        this.turn = turn;
        Moment now = clock.get();
        this.state = new State(0, 0, null, Duration.ZERO, schedule.after(now.wall()));
        await(now);
    }

    /** Replaces the jobs with effect from the next turn. */
    void exchange(List<PollsterJob> next) {
        jobs = next;
    }

    List<PollsterJob> jobs() {
        return jobs;
    }

    State state() {
        return state;
    }

    @Override
    public void close() {
        timer.close();
    }

    private void await(Moment now) {
        Duration delay = Duration.between(now.wall(), state.next);
        dueNanos = now.nanos() + delay.toNanos();
        timer.after(delay, this::due);
    }

    private void due() {
        Moment now = clock.get();
        Instant due = state.next;
        if (now.wall().isBefore(due.minus(STEP))) { // the wall clock was set back
            state = new State(
                    state.turns, state.skipped, state.lastDue, state.lastDuration, schedule.after(now.wall()));
            await(now);
        } else if (now.wall().isBefore(due)) { // the timer fired slightly before the due time
            await(now);
        } else {
            run(due, now);
        }
    }

    private void run(Instant due, Moment start) {
        try {
            turn.accept(jobs);
        } catch (RuntimeException
                | LinkageError
                | StackOverflowError bug) { // caught here, because otherwise no further turn would be scheduled
            LOG.log(Level.ERROR, "the turn of " + due + " failed: " + bug, bug);
        }
        Moment end = clock.get();
        boolean setBack = end.wall().isBefore(due.minus(STEP));
        Instant next = schedule.after(setBack || end.wall().isAfter(due) ? end.wall() : due);
        long overrun = (end.nanos() - dueNanos) / schedule.interval().toNanos();
        Duration took = Duration.ofNanos(end.nanos() - start.nanos());
        if (overrun > 0) {
            LOG.log(
                    Level.WARNING,
                    "a turn of every " + schedule.interval() + " took " + took + ": " + overrun + " skipped");
        }
        state = new State(state.turns + 1, state.skipped + overrun, due, took, next);
        await(end);
    }
}
