package io.nephometer.agent.core.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.CallThreads;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.spool.SpoolLimits;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Origin;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.format.Format;
import io.nephometer.format.FormatFactory;
import io.nephometer.format.Payload;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Formats that are missing, come, go, are replaced or misbehave: each costs only the routes that use it, that is shown, and
 * what is read is delivered, held or counted. The sink a uses the format {@code bad}, the sink z the format {@code good}.
 */
class FormatDeliveryTest {

    private static final SpoolLimits BOUNDS = new SpoolLimits(1 << 30, Duration.ofDays(7), 0, 8 << 20, 5_000);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Source SOURCE = new Source(
            "src",
            Duration.ofSeconds(1),
            true,
            new MeterPatterns(List.of("*")),
            List.of(),
            List.of(),
            List.of("a", "z"));

    /** Ends what hangs. */
    private static final CountDownLatch END = new CountDownLatch(1);

    @TempDir
    Path directory;

    private final Health health = Health.silent();
    private final CallThreads threads = new CallThreads();
    private final AtomicLong clock = new AtomicLong();
    private final FormatTransport transport = new FormatTransport();
    private final Plugin<PublisherFactory> publisher = new Plugin<>("publisher.t", "1.0.0", 0, transport);
    private Sinks sinks;

    /** What a format does in place of what it should. */
    private record Fault(String what, Callable<List<Payload>> act) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Fault> faults() {
        byte[] large = new byte[129 << 20];
        return Stream.of(
                new Fault("throws", () -> {
                    throw new IllegalStateException("a bug");
                }),
                new Fault("throws an Error", () -> {
                    throw new NoClassDefFoundError("a/B");
                }),
                new Fault("hangs", () -> {
                    for (boolean ended = false; !ended; ) {
                        try {
                            END.await();
                            ended = true;
                        } catch (InterruptedException e) { // it takes no notice
                        }
                    }
                    return List.of();
                }),
                new Fault("null", () -> null),
                new Fault("no payload", List::of),
                new Fault("a null payload", () -> Arrays.asList((Payload) null)),
                new Fault("no bytes", () -> List.of(new Payload(null, 2))),
                new Fault("less than no samples", () -> List.of(new Payload(new byte[1], -1))),
                new Fault("more samples than there are", () -> List.of(new Payload(new byte[1], 99))),
                new Fault("too many bytes", () -> List.of(new Payload(large, 1), new Payload(large, 1))));
    }

    static Stream<Fault> faultsOfOpen() {
        return faults().filter(fault -> fault.what().matches("throws.*|hangs|null"));
    }

    private static Plugin<FormatFactory> plugin(String name, Callable<Format> open) {
        return new Plugin<>("format." + name, "1.0.0", 0, new FormatFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Format open(Origin origin) throws IOException {
                return FormatDeliveryTest.<Format, RuntimeException>call(open);
            }
        });
    }

    /** Throws whatever the work throws. */
    @SuppressWarnings("unchecked")
    private static <R, T extends Throwable> R call(Callable<R> work) throws T {
        try {
            return work.call();
        } catch (Throwable thrown) {
            throw (T) thrown;
        }
    }

    private static Plugin<FormatFactory> good(String name) {
        return plugin(
                name,
                () -> (batch, limit) ->
                        List.of(new Payload(new byte[] {1}, batch.samples().size())));
    }

    private final Plugin<FormatFactory> healthy = good("good");

    @BeforeEach
    void start() {
        CallTerms terms = new CallTerms(Duration.ofMillis(100), Duration.ofMillis(500), threads, health, clock::get);
        sinks = new Sinks(directory, BOUNDS, SinksTest.Here::new, terms);
    }

    @AfterEach
    void stop() {
        sinks.close();
        threads.shutdownNow();
    }

    private void apply(List<Plugin<FormatFactory>> formats) {
        Map<String, Plugin<FormatFactory>> byName = new HashMap<>();
        formats.forEach(plugin -> byName.put(plugin.service().name(), plugin));
        Pipeline pipeline = new Pipeline(
                List.of(SOURCE),
                List.of(
                        new Sink("a", List.of(), List.of(URI.create("t://bad"))),
                        new Sink("z", List.of(), List.of(URI.create("t://good")))));
        sinks.apply(pipeline, Map.of("t", publisher), byName, Map.of(), () -> {});
    }

    /** Two samples come to each sink. */
    private void turn() {
        Moment now = new Moment(Instant.parse("2026-01-01T12:00:00Z"), 0);
        sinks.accept(Fixtures.tick(
                SOURCE,
                List.of(
                        Sample.of(Meter.gauge("m", ""), Resource.of("r", Map.of()), 1, now),
                        Sample.of(Meter.gauge("m", ""), Resource.of("s", Map.of()), 2, now))));
    }

    private RouteState route(String name) {
        return sinks.states().stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void isDelivered(String route, int samples) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(transport.delivered).containsEntry(route, samples));
        assertThat(route(route).lost()).isZero();
    }

    private void second() {
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        sinks.tend();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whateverAFormatDoesItIsShownByItsNameAndTheOthersGetAll(Fault fault) {
        apply(List.of(plugin("bad", () -> (batch, limit) -> call(fault.act())), healthy));
        turn();
        turn();
        isDelivered("z.t", 4);
        await().atMost(LIMIT).untilAsserted(() -> {
            second();
            assertThat(health.all().toString()).contains("format.bad for a.t encoding");
            assertThat(route("a.t").trouble()).isNotEmpty();
            assertThat(route("a.t").spool().orElseThrow().lost()).containsKey(LossReason.UNENCODED);
        });
        await().atMost(LIMIT).untilAsserted(() -> {
            second();
            assertThat(route("a.t").held() + route("a.t").lost()).isEqualTo(4);
        });
        assertThat(transport.delivered).doesNotContainKey("a.t");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsOfOpen")
    void whateverTheOpeningOfAFormatDoesTheSamplesAreHeld(Fault fault) {
        apply(List.of(plugin("bad", () -> (Format) (Object) call(fault.act())), healthy));
        turn();
        isDelivered("z.t", 2);
        await().atMost(LIMIT).untilAsserted(() -> {
            second();
            assertThat(health.all().toString()).contains("publisher.t for a.t");
            assertThat(route("a.t").trouble()).isNotEmpty();
        });
        assertThat(route("a.t").held()).isEqualTo(2);
    }

    @Test
    void aFormatThatMissesASettingHasItsRouteWaitAndIsTriedAgain() {
        AtomicInteger attempts = new AtomicInteger();
        Plugin<FormatFactory> bad = plugin("bad", () -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IOException("bad.cfg: no secret");
            }
            return healthy.service().open(null);
        });
        apply(List.of(bad, healthy));
        turn();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(route("a.t").trouble()).contains("bad.cfg: no secret"));
        assertThat(route("a.t").offered()).isTrue();
        await().atMost(LIMIT).untilAsserted(() -> {
            second();
            assertThat(transport.delivered).containsEntry("a.t", 2);
        });
    }

    @Test
    void aRouteWaitsForAFormatThatNoPluginOffersAndResumesWhenOneDoes() {
        apply(List.of(healthy));
        turn();
        isDelivered("z.t", 2);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(route("a.t").trouble())
                .contains("no plugin offers the format bad", "deploy/"));
        assertThat(route("a.t").offered()).isFalse();
        assertThat(route("a.t").held()).isEqualTo(2);
        apply(List.of(healthy, good("bad")));
        isDelivered("a.t", 2);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(route("a.t").trouble()).isEmpty());
        assertThat(route("a.t").offered()).isTrue();
    }

    @Test
    void aFormatThatIsReplacedOrGoesForAWhileCostsNothingAndRestartsNoOtherRoute() {
        Plugin<FormatFactory> first = good("bad");
        apply(List.of(first, healthy));
        turn();
        isDelivered("a.t", 2);
        apply(List.of(good("bad"), healthy));
        turn();
        isDelivered("a.t", 4);
        first.calls().close(LIMIT); // nothing uses it any more
        assertThat(transport.opened).containsEntry("a.t", 2).containsEntry("z.t", 1);
        apply(List.of(healthy));
        turn();
        isDelivered("z.t", 6);
        apply(List.of(good("bad"), healthy));
        isDelivered("a.t", 6);
        assertThat(transport.opened).containsEntry("a.t", 3).containsEntry("z.t", 1);
    }
}
