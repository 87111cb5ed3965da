package io.nephometer.it.agent;

import static org.awaitility.Awaitility.await;

import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An agent that reads the only domain of libvirt's test driver once a second, and a consumer of what it publishes. */
public final class MeteredTestDomain implements AutoCloseable {

    public static final Duration INTERVAL = Duration.ofSeconds(1);
    public static final String UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f"; // of test:///default

    private static final Duration LIMIT = Duration.ofSeconds(60);

    public final InstalledAgent installed;
    public final SampleConsumer subscriber;
    public final AgentProcess agent;
    private final Lab lab = new Lab();
    private final Instant begun;

    /** Returns when the agent has published samples of some meters. */
    public MeteredTestDomain(Path directory, String... meters) {
        installed = new InstalledAgent(directory);
        int port = lab.broker();
        installed.pipeline("1", port);
        subscriber = new SampleConsumer(port);
        agent = new AgentProcess(installed);
        List.of(meters).forEach(subscriber::next);
        begun = Instant.now();
    }

    public void awaitTicks(int count) {
        Instant until = Instant.now().plus(INTERVAL.multipliedBy(count));
        subscriber.next("memory.maximum", sample -> sample.timestamp().isAfter(until));
    }

    /** Fails if one of the meters, since the first samples came, misses a tick or has two samples for one. */
    public void assertSteady(String... meters) {
        for (String meter : meters) {
            await().atMost(LIMIT).until(() -> times(meter).times().size() > 2); // fewer show nothing
            times(meter).assertSteady(INTERVAL);
        }
    }

    private SampleTimes times(String meter) {
        return SampleTimes.of(subscriber, meter, UUID).since(begun);
    }

    @Override
    public void close() {
        agent.close();
        subscriber.close();
        lab.close();
    }
}
