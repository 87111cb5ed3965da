package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** That all which was read has arrived, or was told as lost, once no more is read. */
record Proof(Installed installed, Witness witness) {

    private static final Duration POLL = Duration.ofMillis(300);

    /** Ends the load, waits until the spool is empty, and judges. */
    RouteStatus after(Load load, Duration limit) {
        end(load);
        AtomicReference<RouteStatus> last = new AtomicReference<>();
        await().atMost(limit).pollInterval(POLL).untilAsserted(() -> {
            RouteStatus route = RouteStatus.of(installed, load.route());
            last.set(route);
            assertThat(route.isEmpty()).as("all is sent: %s", route.json()).isTrue();
            assertThat((long) witness.samples(load.route()))
                    .as("samples that came, of those delivered: %s", route.json())
                    .isEqualTo(route.number("delivered"));
            assertThat(told(load))
                    .as("lost samples that were told: %s", route.json())
                    .isEqualTo(route.number("lost"));
        });
        assertThat(last.get().balances())
                .as("accounts of %s", last.get().json())
                .isTrue();
        isWhole(load);
        return last.get();
    }

    /** And nothing was lost, nor was more sent twice than is in flight at each failure. */
    void wholeAfter(Load load, Duration limit, int failures, int messagesATurn) {
        RouteStatus route = after(load, limit);
        assertThat(route.lostBy()).isEmpty();
        assertThat(witness.missing(load.route()).size()).isLessThanOrEqualTo(failures); // of an agent that was killed
        assertThat(witness.twins(load.route())).isLessThanOrEqualTo(failures * 64 * messagesATurn);
    }

    /** And nothing was lost, but for documents that the broker had acknowledged before it died. */
    void wholeButFor(Acknowledged acknowledged, Load load, Duration limit) {
        end(load);
        await().atMost(limit).pollInterval(POLL).untilAsserted(() -> {
            RouteStatus route = RouteStatus.of(installed, load.route());
            assertThat(route.isEmpty()).as("all is sent: %s", route.json()).isTrue();
            assertThat(route.lostBy()).isEmpty();
            assertThat(route.balances()).as("accounts of %s", route.json()).isTrue();
            assertThat(witness.missing(load.route(), acknowledged.numbers()))
                    .as("numbers that neither came nor were acknowledged")
                    .isEmpty();
        });
        assertThat(witness.rubbish()).isEmpty();
        assertThat(witness.conflicts(load.route())).isEmpty();
    }

    private void isWhole(Load load) {
        assertThat(witness.rubbish()).isEmpty();
        assertThat(witness.unexplained(load.route()))
                .as("numbers that did not come")
                .isEmpty();
        assertThat(witness.conflicts(load.route()))
                .as("numbers with two contents")
                .isEmpty();
    }

    private void end(Load load) {
        long generation = generation();
        load.end();
        await().atMost(Duration.ofSeconds(60)).pollInterval(POLL).until(() -> generation() > generation);
    }

    private long generation() {
        return installed.status().get("pipeline").get("generation").asLong();
    }

    private long told(Load load) {
        return witness.told(load.route()).stream()
                .mapToLong(Witness.Told::samples)
                .sum();
    }
}
