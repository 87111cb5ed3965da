package io.nephometer.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.lab.AcknowledgedDocuments;
import io.nephometer.it.lab.DeliveryChecker;
import io.nephometer.it.lab.LossRecord;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Checks that all samples that were read have arrived or were reported as lost. */
public record CompletenessCheck(InstalledAgent installed, DeliveryChecker checker) {

    private static final Duration POLL = Duration.ofMillis(300);

    /** Ends the load, waits until the spool is empty, and checks. */
    public RouteStatus after(LoadGenerator load, Duration limit) {
        end(load);
        AtomicReference<RouteStatus> last = new AtomicReference<>();
        await().atMost(limit).pollInterval(POLL).untilAsserted(() -> {
            RouteStatus route = RouteStatus.of(installed, load.route());
            last.set(route);
            assertThat(route.isEmpty()).as("all is sent: %s", route.json()).isTrue();
            assertThat((long) checker.samples(load.route()))
                    .as("samples that came, of those delivered: %s", route.json())
                    .isEqualTo(route.number("delivered"));
            assertThat(lostSamples(load))
                    .as("lost samples that were reported: %s", route.json())
                    .isEqualTo(route.number("lost"));
        });
        assertThat(last.get().balances())
                .as("accounts of %s", last.get().json())
                .isTrue();
        assertWhole(load);
        return last.get();
    }

    /** Checks also that nothing was lost, and no more was sent twice than was in flight at each failure. */
    public void assertNothingLostAfter(LoadGenerator load, Duration limit, int failures, int messagesATurn) {
        RouteStatus route = after(load, limit);
        assertThat(route.lostBy()).isEmpty();
        assertThat(checker.missing(load.route()).size()).isLessThanOrEqualTo(failures); // of an agent that was killed
        assertThat(checker.duplicates(load.route())).isLessThanOrEqualTo(failures * 64 * messagesATurn);
    }

    /** Checks that nothing was lost, except documents that the broker had acknowledged before it died. */
    public void assertNothingLostBut(AcknowledgedDocuments acknowledged, LoadGenerator load, Duration limit) {
        end(load);
        await().atMost(limit).pollInterval(POLL).untilAsserted(() -> {
            RouteStatus route = RouteStatus.of(installed, load.route());
            assertThat(route.isEmpty()).as("all is sent: %s", route.json()).isTrue();
            assertThat(route.lostBy()).isEmpty();
            assertThat(route.balances()).as("accounts of %s", route.json()).isTrue();
            assertThat(checker.missing(load.route(), acknowledged.numbers()))
                    .as("numbers that neither came nor were acknowledged")
                    .isEmpty();
        });
        assertThat(checker.unreadable()).isEmpty();
        assertThat(checker.conflicts(load.route())).isEmpty();
    }

    private void assertWhole(LoadGenerator load) {
        assertThat(checker.unreadable()).isEmpty();
        assertThat(checker.unexplained(load.route()))
                .as("numbers that did not come")
                .isEmpty();
        assertThat(checker.conflicts(load.route()))
                .as("numbers with two contents")
                .isEmpty();
    }

    private void end(LoadGenerator load) {
        long generation = generation();
        load.end();
        await().atMost(Duration.ofSeconds(60)).pollInterval(POLL).until(() -> generation() > generation);
    }

    private long generation() {
        return installed.status().get("pipeline").get("generation").asLong();
    }

    private long lostSamples(LoadGenerator load) {
        return checker.lossRecords(load.route()).stream()
                .mapToLong(LossRecord::samples)
                .sum();
    }
}
