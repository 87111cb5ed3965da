package io.nephometer.agent.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PendingSamplesTest {

    private static final List<Sample> MANY =
            Collections.nCopies(20_000, Sample.of(Meter.gauge("m", ""), Resource.of("r", Map.of()), 1L, Moment.now()));

    private final PendingSamples pending = new PendingSamples();

    private void add(int turns) {
        for (int i = 0; i < turns; i++) {
            pending.add("source", MANY);
        }
    }

    @Test
    void thatSamplesGoIsLoggedAgainOnlyAfterItWasEmpty() {
        add(2);
        assertThat(logged()).isZero();
        add(1);
        assertThat(logged()).isOne();
        pending.next();
        add(2);
        assertThat(logged()).isZero();
        pending.next();
        pending.next();
        add(3);
        assertThat(logged()).isOne();
        pending.clear();
        add(3);
        assertThat(logged()).isOne();
    }

    private int logged() {
        try (LogLines log = new LogLines("nephometer.delivery")) {
            pending.logOverflow("sink k", () -> "waits");
            return log.lines().size();
        }
    }
}
