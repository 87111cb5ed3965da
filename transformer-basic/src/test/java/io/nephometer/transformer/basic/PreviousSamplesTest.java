package io.nephometer.transformer.basic;

import static io.nephometer.transformer.basic.TestSamples.cumulative;
import static io.nephometer.transformer.basic.TestSamples.on;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PreviousSamplesTest {

    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;

    private final PreviousSamples predecessors = new PreviousSamples();

    @Test
    void aFrequentMeterWithoutASuccessorIsForgottenAfterAnHour() {
        see("gone", 0);
        see("gone", 10);
        see("here", HOUR);
        assertThat(predecessors.size()).isEqualTo(2);
        see("here", HOUR + 700);
        assertThat(predecessors.size()).isEqualTo(1);
    }

    @Test
    void whatComesSeldomIsWaitedFor() {
        see("daily", 0);
        for (int second = 0; second < DAY; second += 600) {
            see("here", second);
        }
        assertThat(predecessors.step(on(cumulative("x", 1, DAY), "daily"))).isPresent();
    }

    @Test
    void whatCameOnceIsForgottenInTheEnd() {
        for (int i = 0; i < 1000; i++) {
            see("short-lived-" + i, i);
        }
        for (int second = 0; second < 9 * DAY; second += HOUR) {
            see("here", second);
        }
        assertThat(predecessors.size()).isEqualTo(1);
    }

    @Test
    void aClockBelowZeroIsAClock() {
        see("x", -5);
        assertThat(predecessors.step(on(cumulative("x", 1, 5), "x"))).isPresent();
    }

    private void see(String resource, double second) {
        predecessors.step(on(cumulative("x", 1, second), resource));
    }
}
