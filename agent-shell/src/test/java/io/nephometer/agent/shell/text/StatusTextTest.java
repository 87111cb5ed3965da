package io.nephometer.agent.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.AgentReport.PipelineState;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.Identity;
import io.nephometer.agent.core.view.JarStatus;
import io.nephometer.agent.core.view.QuarantineFolder;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.SinkState;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTextTest {

    private static String route(boolean offered, boolean opened, String trouble) {
        return StatusText.state(new RouteState("k.mail", true, offered, opened, Optional.empty(), 0, trouble));
    }

    @Test
    void aRouteSaysWhatItWaitsFor() {
        assertThat(route(true, true, "")).isEqualTo("ok");
        assertThat(route(true, true, "away")).isEqualTo("in trouble");
        assertThat(route(false, false, "no plugin offers mail://")).isEqualTo("no plugin for it");
        assertThat(route(true, false, "mail.cfg is missing")).isEqualTo("in trouble");
        assertThat(route(true, false, "")).isEqualTo("is being opened");
    }

    private static String sink(boolean waits, Duration rest, String trouble) {
        return StatusText.state(new SinkState("k", List.of(), waits, 0, 0, 0, rest, List.of(), trouble));
    }

    @Test
    void aSinkSaysHowItsTransformersAre() {
        assertThat(sink(false, Duration.ZERO, "")).isEqualTo("ok");
        assertThat(sink(true, Duration.ZERO, "waits")).isEqualTo("waits");
        assertThat(sink(false, Duration.ofSeconds(4), "a bug")).isEqualTo("rests 4 s");
        assertThat(sink(false, Duration.ZERO, "has not returned for 4 s")).isEqualTo("in trouble");
    }

    @Test
    void whatOthersNamedCannotMoveTheCursor() {
        AgentReport report = new AgentReport(
                new Moment(Instant.EPOCH, 0),
                new Identity("h\u001b", "e", "1", Instant.EPOCH),
                "test\u001b connected",
                List.of(),
                0,
                new PipelineState(1, List.of("pipeline.yaml:1:1: unknown key 'a\u001b\nb'"), List.of(), 0),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new JarStatus(
                        "f\u001b\nok.jar",
                        Optional.empty(),
                        "none",
                        List.of(),
                        List.of("its component w\u001b waits for its configuration, w.pid"),
                        Optional.of("g\u001b"),
                        Instant.EPOCH)),
                Map.of(HealthKey.agent("settings"), "c\u001b"),
                Map::of);
        String text = StatusText.of(report);
        assertThat(text)
                .doesNotContain("\u001b")
                .contains(
                        "hypervisor  test? connected\n",
                        "'a??b'\n",
                        "  f??ok.jar is refused: g?\n",
                        "  f??ok.jar: its component w? waits for its configuration, w.pid\n",
                        "settings: c?\n");
    }

    private static String pipeline(int generation, Source... sources) {
        AgentReport report = new AgentReport(
                new Moment(Instant.EPOCH, 0),
                new Identity("h", "e", "1", Instant.EPOCH),
                "test connected",
                List.of(),
                0,
                new PipelineState(generation, List.of(), List.of(sources), 0),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Map::of);
        return StatusText.of(report).lines().toList().get(2);
    }

    @Test
    void aPipelineSaysWhichFileIsInForce() {
        Source source = Fixtures.source("source", 60, "*");
        assertThat(pipeline(2, source)).isEqualTo("pipeline    generation 2, 1 sources, 0 sinks");
        assertThat(pipeline(0)).isEqualTo("pipeline    none was good since the start, 0 sources, 0 sinks");
        assertThat(pipeline(0, source))
                .isEqualTo("pipeline    none was good since the start, the last good one of an earlier run is in force,"
                        + " 1 sources, 0 sinks");
    }

    @Test
    void itIsToldOnALineForEachFolder() {
        assertThat(StatusText.of(List.of(
                        List.of(
                                new QuarantineFolder(Path.of("a/quarantine"), 2, 12),
                                new QuarantineFolder(Path.of("a/rejected"), 1, 1)),
                        List.of(new QuarantineFolder(Path.of("b/rejected"), 1, 5)))))
                .isEqualTo("""
                          a/quarantine: 2 files set aside, 12 bytes
                          a/rejected: 1 file set aside, 1 bytes
                          b/rejected: 1 file set aside, 5 bytes
                        """);
    }
}
