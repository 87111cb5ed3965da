package io.nephometer.agent.core.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.view.SinkState;
import io.nephometer.agent.core.view.SinkState.Lineage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransformerCheckTest {

    private static TransformerCheck of(String meter, Lineage... made) {
        return TransformerCheck.of(
                meter, new SinkState("sink", List.of(made), false, 0, 0, 0, Duration.ZERO, List.of(), ""));
    }

    private static Lineage made(String transformer, String of, String... names) {
        return new Lineage(transformer, Map.of(of, Set.of(names)), Set.of());
    }

    /** Of all that comes in nothing at once, and these later. */
    private static Lineage held(String transformer, String of, String... names) {
        return new Lineage(transformer, Map.of(of, Set.of()), Set.of(names));
    }

    private static void leaves(TransformerCheck transit, String name, String... because) {
        assertThat(transit.names()).containsExactly(name);
        assertThat(transit.because()).containsExactly(because);
    }

    @Test
    void whatPassesIsNotWorthAWord() {
        leaves(of("cpu", made("unit_conversion", "cpu", "cpu")), "cpu");
        leaves(of("cpu"), "cpu");
    }

    @Test
    void whatIsRenamedIsFollowed() {
        TransformerCheck transit =
                of("cpu", made("unit_conversion", "cpu", "cpu.s"), made("rate_of_change", "cpu.s", "cpu.speed"));
        leaves(
                transit,
                "cpu.speed",
                "unit_conversion of the sink sink produces cpu.s from it.",
                "rate_of_change of the sink sink produces cpu.speed from cpu.s.");
        assertThat(transit.remedy())
                .isEqualTo("ask for cpu.speed, or give its source a sink without transformers, too.");
    }

    @Test
    void whatIsHeldAndLetGoIsTold() {
        leaves(
                of("cpu", held("accumulator", "cpu", "cpu")),
                "cpu",
                "accumulator of the sink sink holds it back and releases it later.");
    }

    @Test
    void whatHasNotComeOutYetLeavesUnderNoName() {
        TransformerCheck transit = of("cpu", held("aggregator", "cpu"), made("unit_conversion", "other", "other"));
        assertThat(transit.names()).isEmpty();
        assertThat(transit.because())
                .containsExactly("aggregator of the sink sink has received it and returned nothing so far.");
        assertThat(transit.remedy())
                .isEqualTo("wait for a second turn or a full window,"
                        + " or give its source a sink without transformers, too.");
    }

    @Test
    void whatIsUsedUpForSomethingElseIsFollowedAsThat() {
        leaves(
                of("cpu", held("arithmetic", "cpu", "share"), made("unit_conversion", "share", "part")),
                "part",
                "arithmetic of the sink sink receives it and returns share.",
                "unit_conversion of the sink sink produces part from share.");
    }

    @Test
    void whatIsMadeInItIsFollowedFromThere() {
        leaves(
                of("part", held("arithmetic", "cpu", "share"), made("unit_conversion", "share", "part")),
                "part",
                "unit_conversion of the sink sink produces it from share.");
        leaves(
                of("share", held("arithmetic", "cpu", "share"), made("unit_conversion", "share", "part")),
                "part",
                "arithmetic of the sink sink produces it from what it holds.",
                "unit_conversion of the sink sink produces part from it.");
    }

    @Test
    void ofWhatHasNotBeenSeenNothingIsKnown() {
        leaves(
                of("cpu", made("rate_of_change", "memory", "memory")),
                "cpu",
                "rate_of_change of the sink sink may rename it or hold it back: it has seen none of it yet.");
    }

    @Test
    void ofManyFiveAreNamed() {
        assertThat(of("a", made("split", "a", "b", "c", "d", "e", "f", "g", "h"))
                        .because())
                .containsExactly("split of the sink sink produces b, c, d, e, f and 2 more from it.");
    }
}
