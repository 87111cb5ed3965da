package io.nephometer.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.PluginJarBuilder;
import io.nephometer.it.agent.RouteStatus;
import io.nephometer.it.lab.JsonNodes;
import io.nephometer.it.lab.SampleTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each call of each kind of plugin goes wrong in each way, all calls of one way at once: the healthy route has every tick,
 * {@code status} names each fault, and the agent reloads and stops.
 */
@Tag("real")
class PluginMatrixIT {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration OTHERS = Duration.ofMillis(500); // of the sources that go wrong
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(15); // a process of its own on a busy machine
    private static final String TEST_DOMAIN = "6695eb01-f6a4-8304-79aa-97f2502e193f"; // the one of test:///default

    private static final List<String> OF_PUBLISHERS = List.of("open", "encode", "deliver", "close");
    private static final List<String> OF_TRANSFORMERS = List.of("begin", "transform", "flush", "finish");
    private static final List<String> AT_THE_END = List.of("close", "finish");

    @TempDir
    Path directory;

    private InstalledAgent installed;
    private Path healthy;
    private AgentProcess agent;
    private int generation;

    @BeforeEach
    void start() throws IOException {
        installed = new InstalledAgent(directory);
        healthy = directory.resolve("healthy.jsonl");
        Path jar = new PluginJarBuilder("matrix")
                .header("Bundle-Activator", "com.example.matrix.MatrixPlugins")
                .build(directory, Path.of("src/test/resources/MatrixPlugins.java"));
        Files.move(jar, installed.deploy.resolve("matrix.jar"));
        pipeline(List.of(), List.of());
        agent = new AgentProcess(installed);
        isApplied();
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    /** Sinks that go wrong in these cells, {@code CALL-FAULT}, beside the healthy one; pollsters and discoveries of these faults. */
    private void pipeline(Collection<String> cells, Collection<String> faults) {
        StringBuilder yaml = new StringBuilder("sources:\n");
        source(yaml, "healthy", INTERVAL, "cpu", "", "healthy");
        if (!cells.isEmpty()) {
            source(yaml, "good", OTHERS, "matrix.good", "", String.join(", ", cells));
        }
        for (String fault : faults) {
            source(yaml, "poll-" + fault, OTHERS, "matrix.poll." + fault, "", "rest");
            source(
                    yaml,
                    "discover-" + fault,
                    OTHERS,
                    "matrix.found." + fault,
                    ", discovery: [matrix-" + fault + "]",
                    "rest");
        }
        yaml.append("sinks:\n");
        sink(yaml, "healthy", "", "file://" + healthy);
        sink(yaml, "rest", "", "file://" + directory.resolve("rest.jsonl"));
        for (String cell : cells) {
            String[] parts = cell.split("-");
            boolean publishes = OF_PUBLISHERS.contains(parts[0]);
            sink(
                    yaml,
                    cell,
                    publishes
                            ? ""
                            : ", transformers: [{name: matrix, parameters: {call: %s, fault: \"%s\"}}]"
                                    .formatted(parts[0], parts[1]),
                    publishes
                            ? "matrix://%s/%s".formatted(parts[0], parts[1])
                            : "file://" + directory.resolve(cell + ".jsonl"));
        }
        installed.write("pipeline.yaml", yaml.toString());
        generation++;
    }

    private static void source(
            StringBuilder yaml, String name, Duration interval, String meter, String more, String sinks) {
        yaml.append("  - {name: %s, interval: %dms, meters: [\"%s\"]%s, sinks: [%s]}%n"
                .formatted(name, interval.toMillis(), meter, more, sinks));
    }

    private static void sink(StringBuilder yaml, String name, String more, String url) {
        yaml.append("  - {name: %s%s, publishers: [\"%s\"]}%n".formatted(name, more, url));
    }

    private JsonNode status() {
        Instant asked = Instant.now();
        JsonNode status = installed.status();
        assertThat(Duration.between(asked, Instant.now())).isLessThan(ANSWER);
        return status;
    }

    private void isApplied() {
        await().atMost(LIMIT).until(() -> status().at("/pipeline/generation").asInt() == generation);
    }

    private static List<String> cells(String fault) {
        return Stream.concat(OF_PUBLISHERS.stream(), OF_TRANSFORMERS.stream())
                .map(call -> call + "-" + fault)
                .toList();
    }

    /** Returns the names under which the faults are shown, while the sinks are in use or after they were removed. */
    private static List<String> names(String fault, boolean isAtTheEnd) {
        boolean harmless = List.of("null", "garbage").contains(fault); // of a call that returns nothing
        List<String> names = new ArrayList<>();
        for (String cell : cells(fault)) {
            String call = cell.split("-")[0];
            if (AT_THE_END.contains(call) == isAtTheEnd
                    && !(harmless && List.of("deliver", "close").contains(call))) {
                names.add((OF_PUBLISHERS.contains(call)
                                ? "matrix.publisher for %s.matrix %s"
                                : "matrix.transformer for %s %s")
                        .formatted(cell, aspect(call))
                        .strip());
            }
        }
        if (!isAtTheEnd) {
            names.add("matrix.poll." + fault);
            names.add("discovery matrix-" + fault);
        }
        return names;
    }

    private static String aspect(String call) {
        return switch (call) {
            case "open", "begin" -> "opening";
            case "encode" -> "encoding";
            case "close", "finish" -> "closing";
            default -> "";
        };
    }

    /** All at some time, for what is slow is shown only while it lasts; with what was last shown. */
    private Map<String, String> areShown(List<String> names) {
        Map<String, String> shown = new HashMap<>();
        await().atMost(LIMIT).untilAsserted(() -> {
            status().get("troubles")
                    .properties()
                    .forEach(trouble ->
                            shown.put(trouble.getKey(), trouble.getValue().asText()));
            assertThat(shown).containsKeys(names.toArray(String[]::new));
        });
        shown.keySet().retainAll(names);
        return shown;
    }

    private SampleTimes ticks() throws IOException {
        List<Instant> times = new ArrayList<>();
        for (String line : Files.readAllLines(healthy)) {
            JsonNode sample = JsonNodes.parse(line);
            if (sample.get("resource_id").asText().equals(TEST_DOMAIN)) {
                times.add(Instant.parse(sample.get("timestamp").asText()));
            }
        }
        return new SampleTimes(times);
    }

    @Test
    void eachFaultIsShownAndTheHealthyRouteHasEveryTick() throws Exception {
        List<String> left = new ArrayList<>(); // of the sinks before
        for (String fault : List.of("throws", "error", "null", "garbage", "slow", "hangs")) {
            pipeline(cells(fault), List.of(fault));
            List<String> names = new ArrayList<>(names(fault, false));
            names.addAll(left);
            Map<String, String> shown = areShown(names);
            if (fault.equals("hangs")) {
                shown.keySet().removeAll(left);
                assertThat(shown.values()).allMatch(why -> why.startsWith("has not returned for "));
            }
            isApplied();
            left = names(fault, true);
        }
        pipeline(List.of("encode-hangs", "open-hangs"), List.of("hangs"));
        areShown(left);
        isApplied();

        ticks().assertSteady(INTERVAL);
        RouteStatus route = RouteStatus.of(installed, "healthy.file");
        assertThat(route.balances()).isTrue();
        assertThat(route.number("lost")).isZero();
        assertThat(route.text("state")).isEqualTo("ok");

        ProcessHandle.of(agent.pid()).orElseThrow().destroy();
        assertThat(agent.exitStatus()).as(agent.log()).isZero();
        ticks().assertSteady(INTERVAL);
    }
}
