package io.nephometer.agent.core.polling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class UsesTest {

    private final Uses uses = new Uses();

    @Test
    void whatNeverEndsIsNotWaitedForForEver() {
        uses.begin();
        uses.close(Duration.ofMillis(20));
        assertThat(uses.begin()).as("no call begins any more").isFalse();
    }

    @Test
    void closingWaitsForTheCallsThatRun() {
        uses.begin();
        uses.begin();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> uses.close(Duration.ofMinutes(1)));
        uses.end();
        assertThat(closing).isNotDone();
        uses.end();
        closing.join();
    }

    @Test
    void withoutACallClosingIsImmediate() {
        assertThat(uses.begin()).isTrue();
        uses.end();
        uses.close(Duration.ofDays(1));
    }
}
