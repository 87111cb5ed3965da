package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** When the samples of one meter of one resource were read. */
record Cadence(List<Instant> times) {

    static Cadence of(Subscriber subscriber, String meter, String resource) {
        return new Cadence(subscriber
                .samples(meter, resource)
                .map(Subscriber.Received::timestamp)
                .toList());
    }

    /** One sample an interval: none is missing, none is there twice. */
    void isSteady(Duration interval) {
        assertThat(times).hasSizeGreaterThan(2);
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - 1), times.get(i)))
                    .as("from %s to %s", times.get(i - 1), times.get(i))
                    .isBetween(interval.dividedBy(2), interval.multipliedBy(3).dividedBy(2));
        }
    }
}
