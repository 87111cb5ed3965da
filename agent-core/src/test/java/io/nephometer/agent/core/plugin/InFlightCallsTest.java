package io.nephometer.agent.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InFlightCallsTest {

    private final InFlightCalls calls = new InFlightCalls();

    @Test
    void whatNeverEndsIsNotWaitedForForEver() {
        calls.begin();
        calls.close(Duration.ofMillis(20));
        assertThat(calls.begin()).as("no call begins any more").isFalse();
    }

    @Test
    void closingWaitsForTheCallsThatRun() {
        calls.begin();
        calls.begin();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> calls.close(Duration.ofMinutes(1)));
        calls.end();
        assertThat(closing).isNotDone();
        calls.end();
        closing.join();
    }

    @Test
    void withoutACallClosingIsImmediate() {
        assertThat(calls.begin()).isTrue();
        calls.end();
        calls.close(Duration.ofDays(1));
    }
}
