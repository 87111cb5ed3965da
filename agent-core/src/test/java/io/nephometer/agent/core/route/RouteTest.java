package io.nephometer.agent.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.sink.SinksTest;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.spool.SpoolClock;
import io.nephometer.agent.core.spool.SpoolLimits;
import io.nephometer.agent.core.spool.file.DiskFolder;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.SpoolState;
import io.nephometer.api.Batch;
import io.nephometer.api.Message;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteTest {

    private static final SpoolLimits BOUNDS = new SpoolLimits(1 << 20, Duration.ofDays(1), 0, 1 << 20, 0);
    private static final List<Sample> TWO = Collections.nCopies(
            2, Sample.of(Meter.cumulative("cpu", "ns"), Resource.of("r", Map.of()), 1, Moment.now()));

    /** Where the samples of these tests come from. */
    @TempDir
    Path directory;

    private final Health health = Health.silent();
    private boolean broken = true;
    private final Route route = new Route(
            new SinksTest.Here("k.p"),
            this::open,
            new RouteTarget(URI.create("p://x"), null, Map.of()),
            new CallTerms(Duration.ofSeconds(1), Duration.ofSeconds(30), new OneByOne(), health, System::nanoTime));

    private Spool open() throws IOException {
        if (broken) {
            throw new UncheckedIOException(new IOException("Input/output error"));
        }
        return Spool.open("k.p", new DiskFolder(directory.resolve("k.p")), BOUNDS, SpoolClock.system(), health);
    }

    @Test
    void aSpoolThatCannotBeReadCostsItsRouteOnlyAndIsTriedAgain() {
        route.accept("source", TWO);
        assertThat(route.state().held()).isEqualTo(2);
        assertThat(route.state().trouble()).contains("cannot be opened", "Input/output error");
        broken = false;
        route.tend(false);
        assertThat(route.state().trouble()).isEmpty();
        assertThat(route.state().spool()).isPresent();
        route.close(Duration.ofSeconds(20));
    }

    @Test
    void whatIsHeldForASpoolIsCountedAtTheStopIfItCanBeOpenedThen() throws Exception {
        route.accept("source", TWO);
        broken = false;
        route.close(Duration.ofSeconds(20));
        try (Spool spool = open()) {
            SpoolState state = spool.state();
            assertThat(state.lost()).isEqualTo(Map.of(LossReason.UNHELD, 2L));
            assertThat(state.difference()).isZero();
            assertThat(spool.unreportedLosses()).hasSize(1);
        }
    }

    private static boolean isWriting() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("nephometer-k.left-spool"));
    }

    @Test
    void aRouteThatHasLeftKeepsNoSpoolOpenAndCountsInItWhatComesLate() throws Exception {
        Route left = left();
        assertThat(isWriting()).isTrue();
        left.retire();
        assertThat(isWriting()).isFalse();
        assertThat(left.state().spool()).isEmpty();
        left.accept("source", TWO);
        left.lose(LossReason.UNTRANSFORMED, 3);
        assertThat(isWriting()).isFalse();
        assertThat(left.state().held()).isZero();
        assertThat(lost()).isEqualTo(Map.of(LossReason.UNHELD, 2L, LossReason.UNTRANSFORMED, 3L));
    }

    @Test
    void aRouteThatComesBackOpensItsSpoolAgain() throws Exception {
        Route left = left();
        left.retire();
        left.use(new RouteTarget(URI.create("p://x"), null, Map.of()));
        assertThat(left.state().spool()).isPresent();
        left.close(Duration.ofSeconds(20));
        assertThat(isWriting()).isFalse();
    }

    @Test
    void whatIsLateWhereTheSpoolCannotBeOpenedAnyMoreIsCountedOnceItCan() throws Exception {
        Route left = left();
        left.retire();
        broken = true;
        left.lose(LossReason.UNHELD, 3);
        assertThat(left.state().held()).isEqualTo(3);
        broken = false;
        left.close(Duration.ofSeconds(20));
        assertThat(lost()).isEqualTo(Map.of(LossReason.UNHELD, 3L));
    }

    /** A publisher of one message for the samples of each turn. */
    private static final PublisherFactory PUBLISHERS = new PublisherFactory() {
        @Override
        public Set<String> schemes() {
            return Set.of("p");
        }

        @Override
        public Publisher open(URI url, Origin origin) {
            return new Publisher() {
                @Override
                public List<Message> encode(Batch batch) {
                    return List.of(new Message("t", new byte[1], batch.samples().size()));
                }

                @Override
                public void deliver(List<Message> messages) {}

                @Override
                public void close() {}
            };
        }
    };

    @Test
    void aTurnThatMemoryDoesNotSufficeForIsCountedAndTheNextOneIsEncoded() throws Exception {
        Thread here = Thread.currentThread();
        AtomicBoolean isShort = new AtomicBoolean();
        InstantSource wall = () -> {
            if (Thread.currentThread() == here && isShort.getAndSet(false)) { // where a batch is appended
                throw new OutOfMemoryError("Java heap space");
            }
            return Instant.now();
        };
        SpoolClock clock = new SpoolClock(wall, System::nanoTime);
        Route route = new Route(
                new SinksTest.Here("k.left"),
                () -> Spool.open("k.left", folder(), BOUNDS, clock, health),
                new RouteTarget(URI.create("p://x"), new Plugin<>("publisher.p", "1.0.0", 0, PUBLISHERS), Map.of()),
                new CallTerms(Duration.ofSeconds(1), Duration.ofSeconds(30), new OneByOne(), health, System::nanoTime));
        route.use(new RouteTarget(URI.create("p://x"), new Plugin<>("publisher.p", "1.0.0", 0, PUBLISHERS), Map.of()));
        route.accept("source", TWO);
        isShort.set(true);
        route.accept("source", TWO);
        route.accept("source", TWO);
        assertThat(route.state().held()).isZero();
        assertThat(route.state().lost()).isEqualTo(2);
        route.close(Duration.ofSeconds(20));
        try (Spool spool = Spool.open("k.left", folder(), BOUNDS, SpoolClock.system(), health)) {
            assertThat(spool.state().lost()).isEqualTo(Map.of(LossReason.UNENCODED, 2L));
            assertThat(spool.state().difference()).isZero();
        }
    }

    private Route left() {
        broken = false;
        return new Route(
                new SinksTest.Here("k.p"),
                () -> {
                    if (broken) {
                        throw new IOException("Input/output error");
                    }
                    return Spool.open("k.left", folder(), BOUNDS, SpoolClock.system(), health);
                },
                new RouteTarget(URI.create("p://x"), null, Map.of()),
                new CallTerms(Duration.ofSeconds(1), Duration.ofSeconds(30), new OneByOne(), health, System::nanoTime));
    }

    private Map<LossReason, Long> lost() throws IOException {
        try (Spool spool = Spool.open("k.left", folder(), BOUNDS, SpoolClock.system(), health)) {
            return spool.state().lost();
        }
    }

    private DiskFolder folder() {
        return new DiskFolder(directory.resolve("k.left"));
    }
}
