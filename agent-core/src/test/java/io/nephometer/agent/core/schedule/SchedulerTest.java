package io.nephometer.agent.core.schedule;

import static io.nephometer.agent.core.polling.PollingFixtures.pipeline;
import static io.nephometer.agent.core.polling.PollingFixtures.pollster;
import static io.nephometer.agent.core.polling.PollingFixtures.resource;
import static io.nephometer.agent.core.polling.PollingFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.plugin.CallThreads;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginDirectory;
import io.nephometer.agent.core.polling.Poller;
import io.nephometer.agent.core.polling.PollsterStats;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Discovery;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private record OneResource(String name) implements Discovery {
        @Override
        public List<Resource> discover(String parameter, Resource host) {
            return List.of(host);
        }
    }

    private static final Meter LOAD = Meter.gauge("host.load", "");
    private static final Source SOURCE = source("all", Duration.ofMillis(200), "*");

    private final CountDownLatch polled = new CountDownLatch(1);
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private final List<Sample> handedOver = new CopyOnWriteArrayList<>();
    private final CountDownLatch turned = new CountDownLatch(1);

    @Test
    void aStopWaitsForAPollThatOutlastsItsTurn() throws Exception {
        List<Plugin<Pollster>> pollsters = List.of(pollster(
                "slow",
                turn -> {
                    polled.countDown();
                    try {
                        mayReturn.await();
                    } catch (InterruptedException e) {
                        throw new IOException("interrupted");
                    }
                    return List.of(Sample.of(LOAD, turn.host(), 1L, turn.now()));
                },
                LOAD));
        PluginDirectory plugins = new PluginDirectory() {
            @Override
            public Collection<Plugin<Pollster>> pollsters() {
                return pollsters;
            }

            @Override
            public Optional<Plugin<Discovery>> discovery(String name) {
                return Optional.of(new Plugin<>(name, "1.0.0", 0, new OneResource(name)));
            }
        };
        CallThreads threads = new CallThreads();
        Scheduler scheduler = new Scheduler(
                () -> new Poller(
                        plugins,
                        resource("host", 0),
                        Moment::now,
                        threads,
                        Duration.ofSeconds(10),
                        Health.silent(),
                        new PollsterStats()),
                Moment::now,
                tick -> {
                    Map<Source, List<Sample>> shares = tick.share(SOURCE::equals);
                    shares.values().forEach(handedOver::addAll);
                    turned.countDown();
                });
        scheduler.apply(PollingPlan.of(pipeline(SOURCE), pollsters, "host"));
        assertThat(polled.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(turned.await(1, TimeUnit.MINUTES)).isTrue();
        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(mayReturn::countDown);
        scheduler.close();
        assertThat(handedOver).hasSize(1);
        threads.shutdownNow();
    }
}
