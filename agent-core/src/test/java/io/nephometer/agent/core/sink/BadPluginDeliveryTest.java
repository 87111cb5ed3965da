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
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.SinkState;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Batch;
import io.nephometer.api.DeliveryException;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a transformer or publisher does, it costs its own sink or route only, and that is shown and counted. There are
 * two turns: what is shown is shown within two.
 */
class BadPluginDeliveryTest {

    private static final SpoolLimits BOUNDS = new SpoolLimits(1 << 30, Duration.ofDays(7), 0, 8 << 20, 5_000);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TURNS = 2;

    /** Ends what hangs. */
    private static final CountDownLatch END = new CountDownLatch(1);

    @TempDir
    Path directory;

    private final Health health = Health.silent();
    private final CallThreads threads = new CallThreads();
    private final AtomicLong clock = new AtomicLong();
    private Sinks sinks;

    /** What a plugin does in place of what it should. */
    private record Fault(String what, Supplier<Object> act) {
        @SuppressWarnings("unchecked")
        <T> T instead() {
            return (T) act.get();
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private static Object sneak(Throwable thrown) {
        return BadPluginDeliveryTest.<RuntimeException>thrown(thrown);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> Object thrown(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static Object hang() {
        for (boolean ended = false; !ended; ) {
            try {
                END.await();
                ended = true;
            } catch (InterruptedException e) { // it takes no notice
            }
        }
        return null;
    }

    private static List<Fault> common() {
        return List.of(
                new Fault("throws", () -> sneak(new IllegalStateException("a bug"))),
                new Fault("throws an Error", () -> sneak(new NoClassDefFoundError("a/B"))),
                new Fault(
                        "throws what cannot be printed",
                        () -> sneak(new IllegalStateException() {
                            @Override
                            public String getMessage() {
                                throw new IllegalArgumentException("no message");
                            }
                        })),
                new Fault("null", () -> null),
                new Fault("hangs", BadPluginDeliveryTest::hang));
    }

    static Stream<Fault> faults() {
        return common().stream();
    }

    static Stream<Fault> faultsOfEncode() {
        return Stream.concat(
                faults(),
                Stream.of(
                        new Fault("a null message", () -> Arrays.asList((Message) null)),
                        new Fault("no topic", () -> List.of(new Message(null, new byte[0], 1))),
                        new Fault("no payload", () -> List.of(new Message("t", null, 1))),
                        new Fault("less than no samples", () -> List.of(new Message("t", new byte[0], -1))),
                        new Fault("no message", List::of),
                        new Fault("more samples than there are", () -> List.of(new Message("t", new byte[0], 99))),
                        new Fault("too long a topic", () -> List.of(new Message("t".repeat(99_999), new byte[0], 1)))));
    }

    static Stream<Fault> faultsOfTransform() {
        Map<String, Object> inItself = new HashMap<>();
        inItself.put("x", inItself);
        return Stream.concat(
                faults(),
                Stream.of(
                        new Fault("a null sample", () -> Arrays.asList((Sample) null)),
                        new Fault(
                                "metadata in itself",
                                () -> List.of(new Sample(
                                        Meter.gauge("m", ""), Resource.of("r", Map.of()), 1, Moment.now(), inItself))),
                        new Fault(
                                "not a number",
                                () -> List.of(Sample.of(
                                        Meter.gauge("m", ""), Resource.of("r", Map.of()), Double.NaN, Moment.now())))));
    }

    /** A publisher that takes all, but for what a test changes. */
    private static class Taking implements Publisher {
        final AtomicInteger delivered = new AtomicInteger();

        @Override
        public List<Message> encode(Batch batch) {
            return List.of(new Message("t", new byte[] {1}, batch.samples().size()));
        }

        @Override
        public void deliver(List<Message> messages) {
            delivered.addAndGet(messages.stream().mapToInt(Message::samples).sum());
        }

        @Override
        public void close() {}
    }

    private static Plugin<PublisherFactory> publisher(String name, Supplier<Publisher> opened) {
        return new Plugin<>("publisher." + name, "1.0.0", 0, new PublisherFactory() {
            @Override
            public Set<String> schemes() {
                return Set.of(name);
            }

            @Override
            public Publisher open(URI url, Origin origin) {
                return opened.get();
            }
        });
    }

    private static Plugin<TransformerFactory> transformer(Supplier<Transformer> opened) {
        return new Plugin<>("transformer.bad", "1.0.0", 0, new TransformerFactory() {
            @Override
            public String name() {
                return "bad";
            }

            @Override
            public Transformer open(Map<String, Object> parameters) {
                return opened.get();
            }
        });
    }

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

    private static Source source(String... sinks) {
        return new Source(
                "src",
                Duration.ofSeconds(1),
                true,
                new MeterPatterns(List.of("*")),
                List.of(),
                List.of(),
                List.of(sinks));
    }

    private static Sink sink(String name, List<TransformerStep> steps, String scheme) {
        return new Sink(name, steps, List.of(URI.create(scheme + "://x")));
    }

    private static final List<TransformerStep> BAD = List.of(new TransformerStep("bad", Map.of()));

    private void apply(
            List<Sink> sinks,
            List<Plugin<PublisherFactory>> publishers,
            List<Plugin<TransformerFactory>> transformers) {
        Map<String, Plugin<PublisherFactory>> byScheme = new HashMap<>();
        publishers.forEach(plugin -> byScheme.put(plugin.name().substring(10), plugin));
        Map<String, Plugin<TransformerFactory>> byName = new HashMap<>();
        transformers.forEach(plugin -> byName.put("bad", plugin));
        this.sinks.apply(new Pipeline(List.of(source("a", "z")), sinks), byScheme, Map.of(), byName, () -> {});
    }

    private static List<Sample> samples(int count) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Moment now = new Moment(Instant.parse("2026-01-01T12:00:00Z"), i);
            samples.add(Sample.of(Meter.gauge("m", ""), Resource.of("r", Map.of()), i, now));
        }
        return samples;
    }

    private void turns(int count) {
        for (int turn = 0; turn < count; turn++) {
            sinks.accept(Fixtures.tick(source("a", "z"), samples(2)));
        }
    }

    private RouteState route(String name) {
        return sinks.states().stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Map<LossReason, Long> lost(String route) {
        return route(route).spool().orElseThrow().lost();
    }

    private void second() {
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        sinks.tend();
    }

    private void isShown(String plugin) {
        await().atMost(LIMIT).untilAsserted(() -> {
            second();
            assertThat(health.all().toString()).contains(plugin);
        });
    }

    private void isSteady(Taking good) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(good.delivered).hasValue(2 * TURNS));
        assertThat(route("z.good").lost()).isZero();
    }

    /** All that was read is delivered, waits, is held or is lost. */
    private void isAccountedFor(String route, int samples) {
        await().atMost(LIMIT).untilAsserted(() -> {
            second();
            RouteState state = route(route);
            assertThat(state.read()).isEqualTo(samples);
            assertThat(state.delivered() + state.waiting() + state.inFlight() + state.held() + state.lost())
                    .isEqualTo(samples);
        });
    }

    /** The sink a goes by the plugin in question, the sink z is healthy. */
    private Taking withPublisher(Supplier<Publisher> bad) {
        Taking good = new Taking();
        apply(
                List.of(sink("a", List.of(), "bad"), sink("z", List.of(), "good")),
                List.of(publisher("bad", bad), publisher("good", () -> good)),
                List.of());
        turns(TURNS);
        return good;
    }

    private Taking withTransformer(Supplier<Transformer> bad) {
        Taking good = new Taking();
        apply(
                List.of(sink("a", BAD, "good"), sink("z", List.of(), "good")),
                List.of(publisher("good", () -> good)),
                List.of(transformer(bad)));
        turns(TURNS);
        return good;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whateverTheOpenOfAPublisherDoesTheOthersGetAll(Fault fault) {
        Taking good = withPublisher(fault::instead);
        isSteady(good);
        isShown("publisher.bad for a.bad");
        assertThat(route("a.bad").trouble()).isNotEmpty();
        isAccountedFor("a.bad", 2 * TURNS);
    }

    @Test
    void aPublisherThatComesAndCannotBeOpenedIsNotSaidToBeMissing() {
        List<Sink> sinks = List.of(sink("a", List.of(), "bad"), sink("z", List.of(), "good"));
        Plugin<PublisherFactory> good = publisher("good", Taking::new);
        apply(sinks, List.of(good), List.of());
        assertThat(route("a.bad").trouble()).contains("no plugin offers bad://");
        Plugin<PublisherFactory> bad = publisher("bad", () -> {
            throw new IllegalStateException("a bug");
        });
        apply(sinks, List.of(good, bad), List.of());
        await().atMost(LIMIT).until(() -> route("a.bad").trouble().contains("a bug"));
        assertThat(health.all().toString()).doesNotContain("no plugin offers");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsOfEncode")
    void whateverEncodeDoesTheOthersGetAll(Fault fault) {
        Taking good = withPublisher(() -> new Taking() {
            @Override
            public List<Message> encode(Batch batch) {
                return fault.instead();
            }
        });
        isSteady(good);
        isShown("publisher.bad for a.bad encoding");
        await().atMost(LIMIT).until(() -> lost("a.bad").containsKey(LossReason.UNENCODED));
        isAccountedFor("a.bad", 2 * TURNS);
    }

    @Test
    void aPublisherThatLeavesSamplesOutOfItsMessagesIsShownAndTheyAreCounted() {
        Taking good = withPublisher(() -> new Taking() {
            @Override
            public List<Message> encode(Batch batch) {
                return List.of(new Message("t", new byte[] {1}, 1));
            }
        });
        isSteady(good);
        isShown("publisher.bad for a.bad encoding=encode made messages of 1 of 2 samples; 1 are lost");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(lost("a.bad")).containsEntry(LossReason.UNENCODED, (long) TURNS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whateverDeliverDoesTheOthersGetAllAndNothingIsLost(Fault fault) {
        Taking good = withPublisher(() -> new Taking() {
            @Override
            public void deliver(List<Message> messages) {
                if (!fault.what().equals("null")) {
                    fault.instead();
                }
            }
        });
        isSteady(good);
        if (!fault.what().equals("null")) {
            isShown("publisher.bad for a.bad");
        }
        isAccountedFor("a.bad", 2 * TURNS);
        assertThat(route("a.bad").lost()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whateverTheCloseOfAPublisherDoesItsRouteGoes(Fault fault) {
        Taking good = withPublisher(() -> new Taking() {
            @Override
            public void close() {
                fault.instead();
            }
        });
        isSteady(good);
        apply(List.of(sink("z", List.of(), "good")), List.of(publisher("good", () -> good)), List.of());
        isAccountedFor("a.bad", 2 * TURNS);
        if (!fault.what().equals("null")) {
            isShown("publisher.bad for a.bad closing");
        }
        assertThat(route("a.bad").inPipeline()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whateverTheOpenOfATransformerDoesTheOthersGetAll(Fault fault) {
        Taking good = withTransformer(fault::instead);
        isSteady(good);
        isShown("transformer.bad for a opening");
        assertThat(sinks.sinks()).singleElement().satisfies(sink -> assertThat(sink.held())
                .isEqualTo(2 * TURNS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsOfTransform")
    void whateverTransformDoesTheOthersGetAllAndItsOwnAreCounted(Fault fault) {
        Taking good = withTransformer(() -> sample -> fault.instead());
        isSteady(good);
        isShown("transformer.bad for a");
        await().atMost(LIMIT).until(() -> lost("a.good").containsKey(LossReason.UNTRANSFORMED));
        sinks.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsOfTransform")
    void whateverFlushDoesTheOthersGetAll(Fault fault) {
        Taking good = withTransformer(() -> new Transformer() {
            @Override
            public List<Sample> transform(Sample sample) {
                return List.of();
            }

            @Override
            public List<Sample> flush() {
                return fault.instead();
            }
        });
        isSteady(good);
        isShown("bad");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whateverHeldDoesTheOthersGetAll(Fault fault) {
        Taking good = withTransformer(() -> new Transformer() {
            @Override
            public List<Sample> transform(Sample sample) {
                return List.of();
            }

            @Override
            public long held() {
                return fault.<Long>instead();
            }
        });
        isSteady(good);
        isShown("bad");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whateverTheCloseOfATransformerDoesWhatItHeldIsCounted(Fault fault) {
        Taking good = withTransformer(() -> new Transformer() {
            @Override
            public List<Sample> transform(Sample sample) {
                return List.of();
            }

            @Override
            public List<Sample> close() {
                return fault.instead();
            }
        });
        isSteady(good);
        await().atMost(LIMIT).until(() -> sinks.sinks().get(0).held() == 0);
        apply(List.of(sink("z", List.of(), "good")), List.of(publisher("good", () -> good)), List.of());
        isShown("transformer.bad for a closing");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(lost("a.good"))
                .containsExactly(Map.entry(LossReason.UNTRANSFORMED, 2L * TURNS)));
    }

    @Test
    void anErrorInDeliverIsTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        Taking once = new Taking() {
            @Override
            public void deliver(List<Message> messages) {
                if (tries.getAndIncrement() == 0) {
                    throw new NoClassDefFoundError("a/B");
                }
                super.deliver(messages);
            }
        };
        withPublisher(() -> once);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(once.delivered).hasValue(2 * TURNS));
        assertThat(health.of(HealthKey.plugin("publisher.bad for a.bad"))).isEmpty();
    }

    @Test
    void turnsWhileARemovedSinksRoutesCloseAreInAnAccount() {
        withPublisher(() -> new Taking() {
            @Override
            public void close() {
                hang();
            }
        });
        Taking other = new Taking();
        Plugin<PublisherFactory> plugin = publisher("good", () -> other);
        Pipeline next = new Pipeline(List.of(source("z")), List.of(sink("z", List.of(), "good")));
        sinks.apply(next, Map.of("good", plugin), Map.of(), Map.of(), () -> turns(3)); // of the old schedule
        turns(2); // late ones of it
        isAccountedFor("a.bad", 2 * (TURNS + 3 + 2));
        assertThat(route("a.bad").lost()).isLessThanOrEqualTo(2 * 2);
        isAccountedFor("z.good", 2 * (TURNS + 3 + 2));
    }

    /** Holds all back until it is closed. */
    private static Transformer holding() {
        return new Transformer() {
            private final List<Sample> held = new ArrayList<>();

            @Override
            public List<Sample> transform(Sample sample) {
                held.add(sample);
                return List.of();
            }

            @Override
            public long held() {
                return held.size();
            }

            @Override
            public List<Sample> close() {
                return held;
            }
        };
    }

    private SinkState sink() {
        return sinks.sinks().get(0);
    }

    @Test
    void whatATransformerHoldsOverTurnsIsShown() {
        Taking good = withTransformer(BadPluginDeliveryTest::holding);
        isSteady(good);
        await().atMost(LIMIT).until(() -> sink().inTransformers() == 2 * TURNS && sink().held() == 0);
        assertThat(sink().trouble()).isEmpty();
    }

    @Test
    void aSinkSaysThatItsTransformerRests() {
        withTransformer(() -> sample -> {
            throw new IllegalStateException("a bug");
        });
        turns(2);
        await().atMost(LIMIT).until(() -> !sink().rest().isZero());
        assertThat(sink().trouble()).isNotEmpty();
    }

    @Test
    void aSinkSaysThatItsTransformerHangs() {
        withTransformer(() -> sample -> {
            hang();
            return List.of();
        });
        await().atMost(LIMIT).untilAsserted(() -> {
            second();
            assertThat(sink().trouble()).contains("return");
        });
        assertThat(sink().waits()).isFalse();
    }

    @Test
    void whatATransformerHoldsIsDeliveredWhenItsSinkChanges() {
        Taking good = withTransformer(BadPluginDeliveryTest::holding);
        isSteady(good);
        apply(
                List.of(sink("a", List.of(), "good"), sink("z", List.of(), "good")),
                List.of(publisher("good", () -> good)),
                List.of());
        isAccountedFor("a.good", 2 * TURNS);
        await().atMost(LIMIT).until(() -> route("a.good").delivered() == 2 * TURNS);
    }

    @Test
    void whatATransformerHoldsIsInTheSpoolAfterAStop() {
        withTransformer(BadPluginDeliveryTest::holding);
        sinks.close();
        assertThat(route("a.good").read()).isEqualTo(2 * TURNS);
        assertThat(route("a.good").lost()).isZero();
    }

    @Test
    void whatIsHeldForAnEncodeThatHangsIsBoundedAndCounted() {
        Taking good = withPublisher(() -> new Taking() {
            @Override
            public List<Message> encode(Batch batch) {
                hang();
                return null;
            }
        });
        isSteady(good);
        for (int turn = 0; turn < 3; turn++) {
            sinks.accept(Fixtures.tick(source("a"), samples(20_000)));
        }
        await().atMost(LIMIT).until(() -> lost("a.bad").containsKey(LossReason.UNHELD)); // once encode has had its time
        isAccountedFor("a.bad", 2 * TURNS + 60_000);
    }

    /** Says the password of its URL, and others. */
    private static Fault indiscreet() {
        return new Fault("says secrets", () -> sneak(new IllegalStateException("hunter2 is wrong, token=abc123")));
    }

    private void isShownWithoutSecrets(String plugin) {
        isShown(plugin);
        assertThat(health.all().toString()).doesNotContain("abc123").doesNotContain("hunter2");
    }

    private void withPublisherAtItsPassword(Supplier<Publisher> opened) {
        Plugin<PublisherFactory> bad = publisher("bad", opened);
        Sink sink = new Sink("a", List.of(), List.of(URI.create("bad://u:hunter2@x")));
        sinks.apply(
                new Pipeline(List.of(source("a")), List.of(sink)), Map.of("bad", bad), Map.of(), Map.of(), () -> {});
        turns(TURNS);
    }

    @Test
    void whatAPublisherThrowsWhenItIsOpenedIsShownWithoutSecrets() {
        withPublisherAtItsPassword(indiscreet()::instead);
        isShownWithoutSecrets("publisher.bad for a.bad opening");
    }

    @Test
    void whatEncodeThrowsIsShownWithoutSecrets() {
        withPublisherAtItsPassword(() -> new Taking() {
            @Override
            public List<Message> encode(Batch batch) {
                return indiscreet().instead();
            }
        });
        isShownWithoutSecrets("publisher.bad for a.bad encoding");
    }

    @Test
    void whatDeliverThrowsIsShownWithoutSecrets() {
        withPublisherAtItsPassword(() -> new Taking() {
            @Override
            public void deliver(List<Message> messages) {
                indiscreet().instead();
            }
        });
        isShownWithoutSecrets("publisher.bad for a.bad");
        isShownWithoutSecrets("route a.bad");
    }

    @Test
    void whyAReceiverDoesNotTakeMessagesIsShownWithoutSecrets() {
        withPublisherAtItsPassword(() -> new Taking() {
            @Override
            public void deliver(List<Message> messages) {
                sneak(DeliveryException.unreachable("no login with hunter2, token=abc123", null));
            }
        });
        isShownWithoutSecrets("route a.bad");
    }

    @Test
    void whatATransformerThrowsIsShownWithoutSecrets() {
        withTransformer(() -> sample -> indiscreet().instead());
        isShown("sink a transformers");
        assertThat(health.all().toString()).doesNotContain("abc123");
    }
}
