package io.nephometer.agent.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {

    /** Draws the most that is allowed. */
    private final Backoff backoff = new Backoff(new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    });

    @Test
    void doublesUpToAMinute() {
        assertThat(java.util.stream.Stream.generate(backoff::failed).limit(9).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void aLinkThatHoldsForSecondsOnlyDoesNotResetIt() {
        backoff.failed();
        backoff.failed();
        backoff.succeeded(0);
        backoff.succeeded(Duration.ofSeconds(59).toNanos());
        assertThat(backoff.failed()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void aMinuteOfSuccessResetsIt() {
        backoff.failed();
        backoff.failed();
        backoff.succeeded(0);
        backoff.succeeded(Duration.ofSeconds(60).toNanos());
        assertThat(backoff.failed()).isEqualTo(Duration.ofSeconds(1));
    }
}
