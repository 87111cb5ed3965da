package io.nephometer.agent.core.polling;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.view.Source;
import io.nephometer.agent.core.view.Tap;
import io.nephometer.api.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TapsTest {

    private final Taps taps = new Taps();
    private final Source source = Fixtures.source("source", 10, "*");

    private static Optional<Tap.TappedTick> next(Tap tap) throws InterruptedException {
        return tap.next(Duration.ZERO);
    }

    private static List<Sample> samples(Tap tap) throws InterruptedException {
        return next(tap).orElseThrow().samples().values().stream()
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void aTapThatFailsIsClosedAndCostsNobodyElseAnything() throws InterruptedException {
        Tap bad = taps.open(name -> {
            throw new IllegalStateException("a bug");
        });
        Tap good = taps.open(name -> true);
        taps.accept(Fixtures.tick(source, Fixtures.many(1, "cpu")));
        assertThat(bad.isOpen()).isFalse();
        assertThat(samples(good)).hasSize(1);
    }

    @Test
    void whatDoesNotFitIsCountedAndNobodyWaits() throws InterruptedException {
        Tap tap = taps.open(name -> true);
        taps.accept(Fixtures.tick(source, Fixtures.many(Tap.MAX_WAITING, "cpu")));
        taps.accept(Fixtures.tick(source, Fixtures.many(7, "cpu")));
        taps.accept(Fixtures.tick(source, Fixtures.many(5, "cpu")));
        assertThat(samples(tap)).hasSize(Tap.MAX_WAITING);
        assertThat(next(tap)).isEmpty();
        assertThat(tap.missed()).isEqualTo(12);
        assertThat(tap.missed()).as("reported once").isZero();
        taps.accept(Fixtures.tick(source, Fixtures.many(5, "cpu")));
        assertThat(samples(tap)).as("there is room again").hasSize(5);
    }

    @Test
    void aTickThatIsLargerThanTheQueueStillPassesAlone() throws InterruptedException {
        Tap tap = taps.open(name -> true);
        taps.accept(Fixtures.tick(source, Fixtures.many(Tap.MAX_WAITING + 1, "cpu")));
        assertThat(samples(tap)).hasSize(Tap.MAX_WAITING + 1);
    }

    @Test
    void emptyTicksFillTheQueueToo() throws InterruptedException {
        Tap tap = taps.open(name -> false);
        for (int i = 0; i < Tap.MAX_WAITING + 10; i++) {
            taps.accept(Fixtures.tick(source, List.of()));
        }
        int ticks = 0;
        while (next(tap).isPresent()) {
            ticks++;
        }
        assertThat(ticks).isEqualTo(Tap.MAX_WAITING);
    }

    @Test
    void aClosedTapGetsNothing() throws InterruptedException {
        Tap tap = taps.open(name -> true);
        tap.close();
        taps.accept(Fixtures.tick(source, Fixtures.many(1, "cpu")));
        assertThat(next(tap)).isEmpty();
        assertThat(tap.isOpen()).isFalse();
    }

    @Test
    void onlyWantedSamplesPassAndTheSizeOfAllIsTold() throws InterruptedException {
        Tap tap = taps.open("cpu"::equals);
        Sample cpu = Fixtures.sample("cpu", Fixtures.instance("a", "running"), 1);
        Sample memory = Fixtures.sample("memory", Fixtures.instance("a", "running"), 1);
        taps.accept(Fixtures.tick(source, List.of(cpu, memory)));
        Tap.TappedTick tick = next(tap).orElseThrow();
        assertThat(tick.samples()).isEqualTo(Map.of(source, List.of(cpu)));
        assertThat(tick.sizes()).isEqualTo(Map.of(source, 2));
    }

    @Test
    void aSampleThatTwoSourcesShareIsSeenOnce() throws InterruptedException {
        Tap tap = taps.open(name -> true);
        Sample shared = Fixtures.sample("cpu", Fixtures.instance("a", "running"), 1);
        taps.accept(new Tick(List.of(Fixtures.part(List.of(shared), source, Fixtures.source("other", 10, "*")))));
        assertThat(samples(tap)).containsExactly(shared);
    }
}
