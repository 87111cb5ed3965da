package io.nephometer.agent.shell.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.view.PollsterState.Tally;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopTableTest {

    private static final OptionalDouble NONE = OptionalDouble.empty();

    private static OptionalDouble of(double value) {
        return OptionalDouble.of(value);
    }

    private static LatestInstanceValues.Row row(String name) {
        return new LatestInstanceValues.Row(
                "id", name, Optional.of("running"), of(2), of(48.55), of(512.4), of(3e6), of(0), of(1e9), NONE);
    }

    private static Map<String, Tally> pollsters(int count) {
        Map<String, Tally> tallies = new TreeMap<>();
        IntStream.range(0, count)
                .forEach(i -> tallies.put(
                        "pollster.p%02d".formatted(i),
                        new Tally(10, 420, 0, 3, 0, Duration.ofMillis(12), Duration.ofMillis(9), Duration.ZERO)));
        return tallies;
    }

    private static TopTable top(List<LatestInstanceValues.Row> rows, Map<String, Tally> pollsters) {
        return new TopTable("host-1", 52.25, of(0.84), of(84 << 20), rows, pollsters, "… next turn: source in 43 s");
    }

    @Test
    void whatThereIsNoRoomForIsCounted() {
        TopTable top = top(Collections.nCopies(400, row("x".repeat(300))), pollsters(30));
        List<String> lines = top.text(23).lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(23).allSatisfy(line -> assertThat(line.length())
                .isLessThanOrEqualTo(100));
        long shown = lines.stream().filter(line -> line.contains("running")).count();
        assertThat(lines).contains("… " + (400 - shown) + " more, less busy", "… 20 more");
        assertThat(shown).isGreaterThan(3);
    }

    @Test
    void whatFitsIsNotCut() {
        for (int count = 1; count < 20; count++) {
            String text =
                    top(Collections.nCopies(count, row("a")), pollsters(3)).text(23);
            assertThat(text.lines()).hasSizeLessThanOrEqualTo(23);
            assertThat(text.contains("less busy")).as("%d instances", count).isEqualTo(count > 15);
        }
    }

    @Test
    void onceNothingIsCut() {
        assertThat(top(Collections.nCopies(400, row("a")), pollsters(30)).text().lines())
                .hasSize(400 + 30 + 5);
    }

    @Test
    void withoutInstancesItTellsWhatItWaitsFor() {
        assertThat(top(List.of(), pollsters(1)).text(23)).contains("0 instances", "\n… next turn: source in 43 s\n");
    }

    @Test
    void showsInstancesAndPollsters() {
        assertThat(top(List.of(row("web"), row("db")), pollsters(1)).text(23)).isEqualTo("""
                        host-1   2 instances   52.3 samples/s   agent: CPU 0.8 %, memory 84 MiB

                        INSTANCE  STATE    VCPUS  CPU %  MEMORY MiB   READ/s  WRITE/s     IN/s  OUT/s
                        web       running      2   48.6         512  2.9 MiB      0 B  954 MiB      -
                        db        running      2   48.6         512  2.9 MiB      0 B  954 MiB      -

                        POLLSTER       TOOK  CPU A TURN  SAMPLES  ERRORS
                        pollster.p00  12 ms      900 µs      420       3
                        """);
    }

    @Test
    void aPollsterThatWasNeverAskedHasTakenNoTime() {
        assertThat(top(List.of(), Map.of("p", Tally.NONE)).text()).containsPattern("p +- +- +0 +0");
    }

    @Test
    void theScreenIsDrawnOverWithoutClearingIt() {
        assertThat(TerminalScreen.redraw("a\nb\n")).isEqualTo("\u001b[Ha\u001b[K\nb\u001b[K\n\u001b[J");
    }
}
