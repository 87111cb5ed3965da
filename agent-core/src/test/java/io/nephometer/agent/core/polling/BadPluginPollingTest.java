package io.nephometer.agent.core.polling;

import static io.nephometer.agent.core.polling.PollingFixtures.pipeline;
import static io.nephometer.agent.core.polling.PollingFixtures.pollster;
import static io.nephometer.agent.core.polling.PollingFixtures.resource;
import static io.nephometer.agent.core.polling.PollingFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.plugin.CallThreads;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginDirectory;
import io.nephometer.agent.core.schedule.PollingPlan;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Discovery;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a pollster or discovery does, the others keep their ticks, and it is shown within two turns. */
class BadPluginPollingTest {

    private static final Meter GOOD = Meter.gauge("good", "");
    private static final Meter BAD = Meter.gauge("bad", "");
    private static final Source ALL = source("all", Duration.ofSeconds(1), "*");
    private static final Runnable NOTHING = () -> {};
    private static final CountDownLatch END = new CountDownLatch(1);

    private final Health health = Health.silent();
    private final CallThreads threads = new CallThreads();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> Object thrown(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static Arguments fault(String what, Supplier<Object> act) {
        return Arguments.of(what, act);
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

    static Stream<Arguments> faults() {
        Map<String, Object> inItself = new HashMap<>();
        inItself.put("x", inItself);
        return Stream.of(
                fault("throws", () -> BadPluginPollingTest.<RuntimeException>thrown(new IllegalStateException())),
                fault("throws an Error", () -> BadPluginPollingTest.<RuntimeException>thrown(new LinkageError())),
                fault("null", () -> null),
                fault("a list with null", () -> Arrays.asList((Object) null)),
                fault("something else", () -> List.of("a text")),
                fault("a list that throws", () -> new AbstractList<Object>() {
                    @Override
                    public Object get(int index) {
                        throw new IllegalStateException();
                    }

                    @Override
                    public int size() {
                        return 1;
                    }
                }),
                fault("metadata in itself", () -> List.of(Resource.of("r", inItself))),
                fault("hangs", BadPluginPollingTest::hang));
    }

    private static List<Sample> one(Meter meter, Turn turn) {
        return List.of(Sample.of(meter, turn.host(), 1, Moment.now()));
    }

    private static Plugin<Pollster> ofTheHost(String name, Meter meter) {
        return new Plugin<>(name, "1.0.0", 0, new Pollster() {
            @Override
            public Set<Meter> meters() {
                return Set.of(meter);
            }

            @Override
            public List<String> discovery() {
                return List.of();
            }

            @Override
            public List<Sample> poll(Turn turn) {
                return one(meter, turn);
            }
        });
    }

    private List<String> names(Plugin<Pollster> bad, Discovery discovery) {
        List<Plugin<Pollster>> pollsters = List.of(bad, ofTheHost("pollster.good", GOOD));
        Poller poller = new Poller(
                plugins(pollsters, discovery),
                resource("host", 0),
                Moment::now,
                threads,
                Duration.ofSeconds(2),
                health,
                new PollsterStats());
        return poller.once(PollingPlan.of(pipeline(ALL), pollsters, "h").jobs()).share(source -> true).values().stream()
                .flatMap(List::stream)
                .map(sample -> sample.meter().name())
                .toList();
    }

    private static PluginDirectory plugins(List<Plugin<Pollster>> pollsters, Discovery discovery) {
        Plugin<Discovery> local = new Plugin<>("local_instances", "1.0.0", 0, discovery);
        return new PluginDirectory() {
            @Override
            public Collection<Plugin<Pollster>> pollsters() {
                return pollsters;
            }

            @Override
            public Optional<Plugin<Discovery>> discovery(String name) {
                return Optional.of(local);
            }
        };
    }

    private static Discovery discovery(Supplier<List<Resource>> found) {
        return new Discovery() {
            @Override
            public String name() {
                return "local_instances";
            }

            @Override
            public List<Resource> discover(String parameter, Resource host) {
                return found.get();
            }
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @SuppressWarnings("unchecked")
    void whateverPollDoesTheOthersAreRead(String what, Supplier<Object> act) {
        Plugin<Pollster> bad = pollster("pollster.bad", turn -> (List<Sample>) act.get(), BAD);
        assertThat(names(bad, discovery(() -> List.of(resource("r", 1))))).containsExactly("good");
        assertThat(health.of(HealthKey.plugin("pollster.bad"))).isPresent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @SuppressWarnings("unchecked")
    void whateverDiscoverDoesTheOthersAreRead(String what, Supplier<Object> act) {
        Plugin<Pollster> of = pollster("pollster.of", turn -> one(BAD, turn), BAD);
        assertThat(names(of, discovery(() -> (List<Resource>) act.get()))).containsExactly("good");
        assertThat(health.of(HealthKey.discovery("local_instances"))).isPresent();
    }

    /** A poll or a discovery that lasts, on a clock that stands still until it is moved. */
    @ParameterizedTest(name = "discovery {0}")
    @ValueSource(booleans = {true, false})
    void whatLastsIsShownAfterTwoTurnsAndItsSamplesFollow(boolean isDiscovery) throws Exception {
        AtomicLong nanos = new AtomicLong();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Runnable lasts = () -> {
            begun.countDown();
            for (boolean ended = false; !ended; ) {
                try {
                    end.await();
                    ended = true;
                } catch (InterruptedException e) { // it takes no notice
                }
            }
        };
        Plugin<Pollster> slow = pollster(
                "pollster.slow",
                turn -> {
                    (isDiscovery ? NOTHING : lasts).run();
                    return one(BAD, turn);
                },
                BAD);
        Discovery discovery = discovery(() -> {
            (isDiscovery ? lasts : NOTHING).run();
            return List.of(resource("r", 1));
        });
        List<Plugin<Pollster>> pollsters = List.of(slow, ofTheHost("pollster.good", GOOD));
        Poller poller = new Poller(
                plugins(pollsters, discovery),
                resource("host", 0),
                () -> new Moment(Instant.now(), nanos.get()),
                threads,
                Duration.ofHours(1),
                health,
                new PollsterStats());
        List<PollsterJob> jobs = PollingPlan.of(pipeline(ALL), pollsters, "h").tasks().values().stream()
                .flatMap(List::stream)
                .toList();
        BlockingQueue<String> read = new LinkedBlockingQueue<>();
        Consumer<Tick> handOver = tick -> tick.share(source -> true).values().stream()
                .flatMap(List::stream)
                .forEach(sample -> read.add(sample.meter().name()));
        HealthKey key = isDiscovery ? HealthKey.discovery("local_instances") : HealthKey.plugin("pollster.slow");
        Duration interval = Duration.ofSeconds(1);

        poller.turn(jobs, interval, handOver);
        assertThat(read.take()).isEqualTo("good");
        begun.await();
        assertThat(health.all()).isEmpty();
        for (int turn = 0; turn < 2; turn++) {
            nanos.addAndGet(interval.toNanos());
            poller.turn(jobs, interval, handOver);
            assertThat(read.take()).isEqualTo("good");
        }
        assertThat(health.of(key)).contains("has not returned for 2 s");
        end.countDown();
        assertThat(read.take()).isEqualTo("bad");
        assertThat(health.of(key)).isEmpty();
    }
}
