package io.nephometer.agent.core.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.pipeline.TransformerStep;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.CallThreads;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.spool.SpoolLimits;
import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call of a transformer or publisher that takes longer than two turns is shown while it lasts, and costs nothing. */
class SlowPluginDeliveryTest {

    /** A call, and what is shown when it lasts. */
    enum Call {
        OPEN_PUBLISHER("publisher.slow for a.slow opening"),
        ENCODE("publisher.slow for a.slow encoding"),
        DELIVER("publisher.slow for a.slow"),
        CLOSE_PUBLISHER("publisher.slow for a.slow closing"),
        OPEN_TRANSFORMER("transformer.slow for a opening"),
        TRANSFORM("transformer.slow for a"),
        FLUSH("transformer.slow for a"),
        CLOSE_TRANSFORMER("transformer.slow for a closing");

        private final String shown;

        Call(String shown) {
            this.shown = shown;
        }

        /** A delivery takes its time from no interval. */
        Duration patience() {
            return this == DELIVER ? Duration.ofSeconds(2) : INTERVAL.multipliedBy(2);
        }

        boolean isAtTheEnd() {
            return this == CLOSE_PUBLISHER || this == CLOSE_TRANSFORMER;
        }
    }

    private static final SpoolLimits BOUNDS = new SpoolLimits(1 << 30, Duration.ofDays(7), 0, 8 << 20, 5_000);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    private final Health health = Health.silent();
    private final AtomicLong clock = new AtomicLong();
    private final CallThreads threads = new CallThreads();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private Call slow;
    private Sinks sinks;

    @AfterEach
    void stop() {
        end.countDown();
        sinks.close();
        threads.shutdownNow();
    }

    private void at(Call call) {
        if (call == slow) {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static Plugin<PublisherFactory> publisher(String scheme, Consumer<Call> at) {
        return new Plugin<>("publisher." + scheme, "1.0.0", 0, new PublisherFactory() {
            @Override
            public Set<String> schemes() {
                return Set.of(scheme);
            }

            @Override
            public Publisher open(URI url, Origin origin) {
                at.accept(Call.OPEN_PUBLISHER);
                return new Publisher() {
                    @Override
                    public List<Message> encode(Batch batch) {
                        at.accept(Call.ENCODE);
                        return List.of(
                                new Message("t", new byte[] {1}, batch.samples().size()));
                    }

                    @Override
                    public void deliver(List<Message> messages) {
                        at.accept(Call.DELIVER);
                    }

                    @Override
                    public void close() {
                        at.accept(Call.CLOSE_PUBLISHER);
                    }
                };
            }
        });
    }

    private final TransformerFactory transformers = new TransformerFactory() {
        @Override
        public String name() {
            return "slow";
        }

        @Override
        public Transformer open(Map<String, Object> parameters) {
            at(Call.OPEN_TRANSFORMER);
            return new Transformer() {
                @Override
                public List<Sample> transform(Sample sample) {
                    at(Call.TRANSFORM);
                    return List.of(sample);
                }

                @Override
                public List<Sample> flush() {
                    at(Call.FLUSH);
                    return List.of();
                }

                @Override
                public List<Sample> close() {
                    at(Call.CLOSE_TRANSFORMER);
                    return List.of();
                }
            };
        }
    };

    private final Plugin<PublisherFactory> slowOne = publisher("slow", this::at);
    private final Plugin<PublisherFactory> good = publisher("good", call -> {});
    private final Plugin<TransformerFactory> transformer = new Plugin<>("transformer.slow", "1.0.0", 0, transformers);

    private void apply(Sink... sinks) {
        this.sinks.apply(
                new Pipeline(List.of(), List.of(sinks)),
                Map.of("slow", slowOne, "good", good),
                Map.of(),
                Map.of("slow", transformer),
                () -> {});
    }

    private void turn() {
        Moment now = new Moment(Instant.parse("2026-01-01T12:00:00Z"), 0);
        Sample sample = Sample.of(Meter.gauge("m", ""), Resource.of("r", Map.of()), 1, now);
        Source source = new Source(
                "src", INTERVAL, true, new MeterPatterns(List.of("*")), List.of(), List.of(), List.of("a", "z"));
        sinks.accept(Fixtures.tick(source, List.of(sample)));
    }

    private void hasDelivered(String route, int samples) {
        await().atMost(LIMIT).untilAsserted(() -> {
            sinks.tend();
            assertThat(sinks.states())
                    .filteredOn(state -> state.name().equals(route))
                    .singleElement()
                    .satisfies(state -> {
                        assertThat(state.delivered()).isEqualTo(samples);
                        assertThat(state.lost()).isZero();
                    });
        });
    }

    private String shown() {
        return health.all().toString();
    }

    /** Once the other calls that are under way have returned. */
    private void showsOnly(String what) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(shown()).isEqualTo(what));
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatLastsIsShownAfterTwoTurnsUntilItReturnsAndNothingIsLost(Call call) throws Exception {
        slow = call;
        CallTerms terms = new CallTerms(INTERVAL, Duration.ofHours(1), threads, health, clock::get);
        sinks = new Sinks(directory, BOUNDS, SinksTest.Here::new, terms);
        Sink healthy = new Sink("z", List.of(), List.of(URI.create("good://x")));
        apply(new Sink("a", List.of(new TransformerStep("slow", Map.of())), List.of(URI.create("slow://x"))), healthy);
        turn();
        turn();
        if (call.isAtTheEnd()) {
            hasDelivered("a.slow", 2);
            apply(healthy);
        }
        begun.await();
        hasDelivered("z.good", 2);
        clock.addAndGet(call.patience().toNanos() - 1);
        assertThat(shown()).doesNotContain(call.shown + "=");
        clock.incrementAndGet();
        showsOnly("{%s=has not returned for %d s}"
                .formatted(call.shown, call.patience().toSeconds()));
        end.countDown();
        showsOnly("{}");
        hasDelivered("a.slow", 2);
    }
}
