package io.nephometer.agent.core.polling;

import static io.nephometer.agent.core.polling.PollingFixtures.at;
import static io.nephometer.agent.core.polling.PollingFixtures.pipeline;
import static io.nephometer.agent.core.polling.PollingFixtures.pollster;
import static io.nephometer.agent.core.polling.PollingFixtures.resource;
import static io.nephometer.agent.core.polling.PollingFixtures.sample;
import static io.nephometer.agent.core.polling.PollingFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.plugin.CallThreads;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginDirectory;
import io.nephometer.agent.core.schedule.PollingPlan;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Discovery;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollerTest {

    private static final Meter CPU = Meter.cumulative("cpu", "ns");
    private static final Meter MEMORY = Meter.gauge("memory", "MiB");
    private static final Resource R = resource("r", 1);
    private static final Source ALL = source("all", Duration.ofSeconds(10), "*");

    private final List<Plugin<Pollster>> pollsters = new ArrayList<>();
    private final Health health = Health.silent();
    private final PollsterStats stats = new PollsterStats();
    private List<Resource> found = List.of(R);
    private IOException away;
    private final Deque<Optional<Plugin<Discovery>>> offered = new ArrayDeque<>(); // one for each time it is looked for
    private int discoveries;
    private String asked;

    private final PluginDirectory plugins = new PluginDirectory() {
        @Override
        public Collection<Plugin<Pollster>> pollsters() {
            return pollsters;
        }

        @Override
        public Optional<Plugin<Discovery>> discovery(String name) {
            return name.equals("local_instances") ? offered.remove() : Optional.empty();
        }
    };

    private final Discovery local = new Discovery() {
        @Override
        public String name() {
            return "local_instances";
        }

        @Override
        public List<Resource> discover(String parameter, Resource host) throws IOException {
            discoveries++;
            asked = parameter;
            if (away != null) {
                throw away;
            }
            return found;
        }
    };

    private final Poller poller =
            new Poller(plugins, resource("host", 0), () -> at(0), Runnable::run, Duration.ofSeconds(10), health, stats);

    private Plugin<Discovery> discovery() {
        return new Plugin<>("local_instances", "1.0.0", 0, local);
    }

    private Plugin<Discovery> closedDiscovery() {
        Plugin<Discovery> closed = discovery();
        closed.calls().close(Duration.ZERO);
        return closed;
    }

    private Map<Source, List<Sample>> turn(Source... sources) {
        offered.add(Optional.of(discovery()));
        Tick tick =
                poller.once(PollingPlan.of(pipeline(sources), pollsters, "h").jobs());
        Map<Source, List<Sample>> taken = new HashMap<>();
        tick.sources().forEach(source -> taken.putAll(tick.share(source::equals)));
        return taken;
    }

    private List<String> names(Source... sources) {
        return turn(sources).values().stream()
                .flatMap(List::stream)
                .map(sample -> sample.meter().name())
                .toList();
    }

    @Test
    void aPollsterThatThrowsAnythingCostsItsOwnSamplesOnly() {
        for (Throwable thrown :
                List.of(new NullPointerException(), new NoClassDefFoundError("x"), new StackOverflowError())) {
            pollsters.clear();
            pollsters.add(pollster("bad", turn -> sneak(thrown), MEMORY));
            pollsters.add(pollster("good", turn -> List.of(sample(CPU, R, 1L, 0)), CPU));
            assertThat(names(ALL)).containsExactly("cpu");
            assertThat(health.of(HealthKey.plugin("bad"))).isPresent();
        }
        assertThat(stats.of("bad").failures()).isEqualTo(3);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> List<Sample> sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void whatIsNoSampleIsRejectedAndCounted() {
        Meter undeclared = Meter.gauge("undeclared", "");
        pollsters.add(pollster(
                "odd",
                turn -> Arrays.asList(
                        null,
                        sample(undeclared, R, 1L, 0),
                        sample(MEMORY, R, Double.NaN, 0),
                        sample(MEMORY, R, Double.POSITIVE_INFINITY, 0),
                        sample(CPU, R, -1L, 0),
                        sample(MEMORY, R, null, 0),
                        sample(MEMORY, R, -5L, 0)),
                CPU,
                MEMORY));
        assertThat(turn(ALL).get(ALL)).extracting(Sample::volume).containsExactly(-5L);
        assertThat(stats.of("odd").rejected()).isEqualTo(6);
    }

    @Test
    void aMillionSamplesAreCutAtTenThousandAResource() {
        pollsters.add(pollster("flood", turn -> Collections.nCopies(1_000_000, sample(MEMORY, R, 1L, 0)), MEMORY));
        assertThat(turn(ALL).get(ALL)).hasSize(10_000);
        assertThat(stats.of("flood").rejected()).isEqualTo(990_000);
    }

    @Test
    void aPollsterThatReturnsNullIsABugOfItsOwn() {
        pollsters.add(pollster("null", turn -> null, MEMORY));
        assertThat(names(ALL)).isEmpty();
        assertThat(health.of(HealthKey.plugin("null"))).isPresent();
    }

    @Test
    void troubleIsOverWhenItWorksAgain() {
        List<IOException> failures = new ArrayList<>(List.of(new IOException("libvirt is away")));
        pollsters.add(pollster(
                "p",
                turn -> {
                    if (!failures.isEmpty()) {
                        throw failures.remove(0);
                    }
                    return List.of(sample(MEMORY, R, 1L, 0));
                },
                MEMORY));
        assertThat(names(ALL)).isEmpty();
        assertThat(health.of(HealthKey.plugin("p"))).contains("libvirt is away");
        assertThat(names(ALL)).containsExactly("memory");
        assertThat(health.of(HealthKey.plugin("p"))).isEmpty();
    }

    @Test
    void withoutResourcesAPollsterIsNotAskedUnlessItNeedsNone() {
        found = List.of();
        pollsters.add(pollster("of instances", turn -> List.of(sample(CPU, R, 1L, 0)), CPU));
        pollsters.add(new Plugin<>("of the host", "1.0.0", 0, new Pollster() {
            @Override
            public Set<Meter> meters() {
                return Set.of(MEMORY);
            }

            @Override
            public List<String> discovery() {
                return List.of();
            }

            @Override
            public List<Sample> poll(Turn turn) {
                return List.of(sample(MEMORY, turn.host(), 1L, 0));
            }
        }));
        assertThat(names(ALL)).containsExactly("memory");
        away = new IOException("libvirt is away");
        assertThat(names(ALL)).containsExactly("memory");
        assertThat(health.of(HealthKey.discovery("local_instances"))).contains("libvirt is away");
    }

    @Test
    void discoversOnceATurnHoweverManyPollstersAsk() {
        pollsters.add(pollster("a", turn -> List.of(), CPU));
        pollsters.add(pollster("b", turn -> List.of(), MEMORY));
        turn(ALL, source("second", Duration.ofSeconds(10), "cpu"));
        assertThat(discoveries).isEqualTo(1);
    }

    @Test
    void aDiscoveryGetsWhatFollowsItsNameAndOneThatNobodyOffersCostsOnlyItself() {
        pollsters.add(pollster(
                "p",
                turn -> turn.resources().stream()
                        .map(resource -> sample(MEMORY, resource, 1L, 0))
                        .toList(),
                MEMORY));
        Source source = new Source(
                "s",
                Duration.ofSeconds(10),
                true,
                ALL.meters(),
                List.of("nobody://x", "local_instances://zone/a"),
                List.of("static"),
                List.of("k"));
        assertThat(turn(source).get(source))
                .extracting(sample -> sample.resource().id())
                .containsExactly("static", "r");
        assertThat(asked).isEqualTo("zone/a");
        assertThat(health.of(HealthKey.discovery("nobody"))).contains("no plugin offers it");
    }

    @Test
    void anInstanceThatIsNamedAndFoundIsReadOnceWithWhatWasFoundOfIt() {
        Resource owned = Resource.of("r", Map.of("project", "p1"));
        found = List.of(owned);
        List<Resource> read = new ArrayList<>();
        pollsters.add(pollster(
                "p",
                turn -> {
                    read.addAll(turn.resources());
                    return List.of();
                },
                MEMORY));
        turn(new Source(
                "s",
                Duration.ofSeconds(10),
                true,
                ALL.meters(),
                List.of("local_instances"),
                List.of("r"),
                List.of("k")));
        assertThat(read).containsExactly(owned);
    }

    @Test
    void aDiscoveryThatHasJustBeenReplacedCostsNoTurn() {
        pollsters.add(pollster("p", turn -> List.of(sample(MEMORY, R, 1L, 0)), MEMORY));
        offered.add(Optional.of(closedDiscovery()));
        assertThat(names(ALL)).containsExactly("memory");
        assertThat(health.all()).isEmpty();
    }

    @Test
    void aDiscoveryThatHasJustGoneIsTold() {
        pollsters.add(pollster("p", turn -> List.of(sample(MEMORY, R, 1L, 0)), MEMORY));
        offered.addAll(List.of(Optional.of(closedDiscovery()), Optional.empty()));
        assertThat(names(ALL)).isEmpty();
        assertThat(health.of(HealthKey.discovery("local_instances"))).contains("no plugin offers it");
    }

    @Test
    void eachSourceGetsWhatItWants() {
        Source some = source("some", Duration.ofSeconds(10), "memory");
        pollsters.add(pollster("p", turn -> List.of(sample(CPU, R, 1L, 0), sample(MEMORY, R, 2L, 0)), CPU, MEMORY));
        Map<Source, List<Sample>> taken = turn(ALL, some);
        assertThat(taken.get(ALL)).hasSize(2);
        assertThat(taken.get(some)).extracting(sample -> sample.meter().name()).containsExactly("memory");
    }

    @Test
    void ratesGoOnOverAReplacementOfThePollstersBundle() {
        Meter rate = Meter.rate("cpu.rate", "ns/s", "cpu");
        pollsters.add(pollster("cpu", turn -> List.of(sample(CPU, R, 100L, 0)), CPU, rate));
        turn(ALL);
        pollsters.set(
                0, PollingFixtures.plugin("cpu", "2.0.0", 0, turn -> List.of(sample(CPU, R, 150L, 10)), CPU, rate));
        assertThat(turn(ALL).get(ALL)).extracting(Sample::volume).containsExactly(150L, 5.0);
    }

    @Test
    void metadataThatCannotBeEncodedCostsThatSampleAndIsCountedAtItsPollster() {
        Map<String, Object> inItself = new HashMap<>();
        inItself.put("a", inItself);
        pollsters.add(pollster(
                "odd",
                turn -> List.of(
                        new Sample(MEMORY, R, 1L, at(0), inItself), new Sample(MEMORY, R, 2L, at(0), Map.of("a", 1))),
                MEMORY));
        assertThat(turn(ALL).get(ALL)).extracting(Sample::volume).containsExactly(2L);
        assertThat(stats.of("odd").rejected()).isEqualTo(1);
        assertThat(health.of(HealthKey.plugin("odd")))
                .hasValueSatisfying(why -> assertThat(why).contains("metadata"));
    }

    @Test
    void aResourceThatCannotBeEncodedCostsThatResourceOnlyAndIsShownAtItsDiscovery() {
        Map<String, Object> inItself = new HashMap<>();
        inItself.put("a", inItself);
        found = Arrays.asList(R, null, Resource.of("odd", inItself), resource("other", 1));
        pollsters.add(pollster(
                "p",
                turn -> turn.resources().stream()
                        .map(resource -> sample(MEMORY, resource, 1L, 0))
                        .toList(),
                MEMORY));
        assertThat(turn(ALL).get(ALL))
                .extracting(sample -> sample.resource().id())
                .containsExactly("r", "other");
        assertThat(health.of(HealthKey.discovery("local_instances")))
                .hasValueSatisfying(why -> assertThat(why).startsWith("2 of its resources are rejected"));
    }

    @Test
    void aDiscoveryThatReturnsNullCostsItsResourcesOnly() {
        found = null;
        pollsters.add(pollster("p", turn -> List.of(sample(MEMORY, R, 1L, 0)), MEMORY));
        assertThat(names(ALL)).isEmpty();
        assertThat(health.of(HealthKey.discovery("local_instances"))).isPresent();
    }

    @Test
    void theThreadOfTheLastCallHandsOverTheSamples() {
        CountDownLatch asked = new CountDownLatch(1);
        pollsters.add(pollster(
                "p",
                turn -> {
                    awaitUninterrupted(asked);
                    return List.of(sample(MEMORY, R, 1L, 0));
                },
                MEMORY));
        List<Thread> threads = new ArrayList<>();
        CallThreads pool = new CallThreads();
        Poller elsewhere =
                new Poller(plugins, resource("host", 0), () -> at(0), pool, Duration.ofSeconds(10), health, stats);
        offered.add(Optional.of(discovery()));
        List<PollsterJob> jobs = PollingPlan.of(pipeline(ALL), pollsters, "h").jobs();
        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(asked::countDown);
        elsewhere.turn(jobs, Duration.ofSeconds(40), tick -> threads.add(Thread.currentThread()));
        pool.shutdownNow();
        assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    }

    private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void whatStillPollsAtTheStopIsInterruptedAndIsNotBlamed() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        pollsters.add(pollster(
                "p",
                turn -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    throw new IOException("interrupted");
                },
                MEMORY));
        CallThreads pool = new CallThreads();
        Poller elsewhere =
                new Poller(plugins, resource("host", 0), () -> at(0), pool, Duration.ofSeconds(10), health, stats);
        offered.add(Optional.of(discovery()));
        List<PollsterJob> jobs = PollingPlan.of(pipeline(ALL), pollsters, "h").jobs();
        elsewhere.turn(jobs, Duration.ofMillis(200), tick -> {});
        assertThat(elsewhere.late()).isNotDone();
        elsewhere.close();
        assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
        pool.shutdown();
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(health.all()).isEmpty();
    }

    @Test
    void whatFailsWhenSamplesAreHandedOverIsReportedByTheTurn() {
        pollsters.add(pollster("p", turn -> List.of(sample(MEMORY, R, 1L, 0)), MEMORY));
        offered.add(Optional.of(discovery()));
        List<PollsterJob> jobs = PollingPlan.of(pipeline(ALL), pollsters, "h").jobs();
        assertThatThrownBy(() -> poller.turn(jobs, Duration.ofSeconds(10), tick -> {
                    throw new OutOfMemoryError("full");
                }))
                .isInstanceOf(OutOfMemoryError.class);
    }
}
