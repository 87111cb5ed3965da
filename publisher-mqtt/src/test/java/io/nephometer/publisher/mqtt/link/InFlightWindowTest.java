package io.nephometer.publisher.mqtt.link;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InFlightWindowTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private long now;

    private void limitPasses() {
        now += LIMIT.toNanos() + 1;
    }

    @Test
    void silenceEndsTheWaitForRoom() throws Exception {
        InFlightWindow window = new InFlightWindow(1, LIMIT, () -> now);
        window.enter();
        limitPasses();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(window::enter)
                .withMessage("no acknowledgement for 60 s");
    }

    @Test
    void silenceEndsTheWaitForTheLastAcknowledgement() throws Exception {
        InFlightWindow window = new InFlightWindow(8, LIMIT, () -> now);
        window.enter();
        window.enter();
        window.acknowledged();
        limitPasses();
        assertThatExceptionOfType(IOException.class).isThrownBy(window::drain);
    }

    @Test
    void aFailureIsAlsoReportedLater() throws Exception {
        EOFException cause = new EOFException();
        InFlightWindow window = new InFlightWindow(8, LIMIT, System::nanoTime);
        window.enter();
        window.fail("first", cause);
        window.fail("second", null);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(window::drain)
                .withMessage("first")
                .withCause(cause);
        assertThatExceptionOfType(IOException.class).isThrownBy(window::enter).withMessage("first");
        assertThatExceptionOfType(IOException.class).isThrownBy(window::pause).withMessage("first");
    }

    @Test
    void anInterruptionEndsTheWait() throws Exception {
        InFlightWindow window = new InFlightWindow(1, LIMIT, System::nanoTime);
        window.enter();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(window::drain);
    }

    @Test
    void anAcknowledgementMakesRoom() {
        InFlightWindow window = new InFlightWindow(1, LIMIT, System::nanoTime);
        assertThatCode(() -> {
                    for (int i = 0; i < 3; i++) {
                        window.enter();
                        window.acknowledged();
                    }
                    window.drain();
                })
                .doesNotThrowAnyException();
    }

    @Test
    void anAcknowledgementFromAnotherThreadWakesTheSender() throws Exception {
        InFlightWindow window = new InFlightWindow(1, LIMIT, System::nanoTime);
        window.enter();
        Thread client = new Thread(window::acknowledged);
        client.start();
        window.enter();
        client.join();
    }
}
