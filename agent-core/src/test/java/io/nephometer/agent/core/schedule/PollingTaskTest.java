package io.nephometer.agent.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollingTaskTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Schedule TEN_SECONDS = Schedule.of(Duration.ofSeconds(10), true, "");

    /** Both clocks, moved by hand, and the one thing that is due. */
    private static final class HandDriven implements Timer {
        private Instant wall = NOON;
        private long nanos = 1;
        private Duration delay;
        private Runnable task;

        @Override
        public void after(Duration given, Runnable next) {
            assertThat(task).as("one thing at a time").isNull();
            delay = given;
            task = next;
        }

        @Override
        public void close() {
            task = null;
        }

        Moment now() {
            return new Moment(wall, nanos);
        }

        void pass(Duration time) {
            wall = wall.plus(time);
            nanos += time.toNanos();
        }

        /** Sleeps for as long as was asked for, and a little longer or shorter, and does it. */
        void fire(Duration more) {
            pass(delay.plus(more));
            Runnable due = task;
            task = null;
            due.run();
        }
    }

    private final HandDriven hand = new HandDriven();
    private final List<Instant> turns = new ArrayList<>();
    private Duration turnTakes = Duration.ZERO;
    private final PollingTask task = new PollingTask(TEN_SECONDS, List.of(), hand, hand::now, jobs -> {
        turns.add(hand.wall);
        hand.pass(turnTakes);
    });

    @Test
    void aTurnThatThrowsDoesNotEndTheSchedule() {
        HandDriven other = new HandDriven();
        PollingTask throwing = new PollingTask(TEN_SECONDS, List.of(), other, other::now, jobs -> {
            throw new StackOverflowError();
        });
        other.fire(Duration.ZERO);
        other.fire(Duration.ZERO);
        assertThat(throwing.state().turns()).isEqualTo(2);
    }

    @Test
    void turnsLieOnTheGridHoweverLongTheyTake() {
        turnTakes = Duration.ofSeconds(4);
        hand.fire(Duration.ofMillis(3));
        hand.fire(Duration.ofMillis(20));
        assertThat(task.state().lastDue()).isEqualTo(NOON.plusSeconds(20));
        assertThat(task.state().next()).isEqualTo(NOON.plusSeconds(30));
        assertThat(task.state().skipped()).isZero();
    }

    @Test
    void anOverrunIsSkippedAndCountedAndNothingBursts() {
        turnTakes = Duration.ofSeconds(25);
        hand.fire(Duration.ZERO);
        assertThat(task.state().next()).isEqualTo(NOON.plusSeconds(40));
        assertThat(task.state().skipped()).isEqualTo(2);
        assertThat(turns).hasSize(1);
    }

    @Test
    void aProcessThatStoodStillGoesOnWithTheNextDueTime() {
        hand.fire(Duration.ofMinutes(5));
        assertThat(turns).containsExactly(NOON.plusSeconds(310));
        assertThat(task.state().next()).isEqualTo(NOON.plusSeconds(320));
        assertThat(task.state().skipped()).isEqualTo(30);
    }

    @Test
    void aTimerThatIsEarlyDoesNotRunATurnTwice() {
        hand.fire(Duration.ofMillis(-2));
        assertThat(turns).isEmpty();
        hand.fire(Duration.ZERO);
        assertThat(turns).containsExactly(NOON.plusSeconds(10));
        assertThat(task.state().next()).isEqualTo(NOON.plusSeconds(20));
    }

    @Test
    void aClockSetBackAnHourDoesNotStopIt() {
        hand.fire(Duration.ZERO);
        hand.wall = hand.wall.minus(Duration.ofHours(1)).plusSeconds(3);
        hand.fire(Duration.ZERO);
        hand.fire(Duration.ZERO);
        assertThat(turns).hasSize(2);
        assertThat(turns.get(1)).isEqualTo(NOON.minusSeconds(3600 - 30));
        assertThat(task.state().skipped()).isZero();
    }

    @Test
    void aClockSetForwardAnHourDoesNotBurst() {
        hand.wall = hand.wall.plus(Duration.ofHours(1)).plusSeconds(3);
        hand.fire(Duration.ZERO);
        hand.fire(Duration.ZERO);
        assertThat(turns).hasSize(2);
        assertThat(Duration.between(turns.get(0), turns.get(1))).isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(task.state().skipped()).isZero();
    }

    @Test
    void exchangedJobsMoveNoDueTime() {
        Instant next = task.state().next();
        task.exchange(List.of());
        assertThat(task.state().next()).isEqualTo(next);
    }
}
