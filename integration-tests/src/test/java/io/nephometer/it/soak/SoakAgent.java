package io.nephometer.it.soak;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.JarReplacement;
import io.nephometer.it.agent.PluginJarBuilder;
import io.nephometer.it.lab.FaultInjection;
import io.nephometer.it.lab.JsonNodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** The agent of a soak: its process, which comes and goes, its plugins and its pipeline. */
final class SoakAgent {

    private static final Duration LIMIT = Duration.ofSeconds(150);

    private final InstalledAgent installed;
    private final Path directory;
    private final FaultInjection world;
    private final Path log;
    private final Path polled;
    private Process process;
    private int variants;
    private int seen; // characters of the file

    SoakAgent(InstalledAgent installed, Path directory, FaultInjection world) throws IOException {
        this.installed = installed;
        this.directory = directory;
        this.world = world;
        log = Files.createFile(directory.resolve("agent.log"));
        polled = Files.createFile(directory.resolve("polled.txt"));
    }

    /** Returns at once. */
    void start() {
        try {
            process = AgentProcess.process(installed, log, world.environment("JAVA_OPTS=-Dsoak.polled=" + polled));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Whether it has ended by itself after it was asked to. */
    boolean stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Puts the same plugin in other bytes into the place of one. */
    void swap(String jar) {
        Path from = jar.equals("soak.jar")
                ? new PluginJarBuilder("soak").build(directory, Path.of("src/test/resources/SoakPollster.java"))
                : InstalledAgent.plugin(jar);
        variants++;
        JarReplacement.put(
                JarReplacement.variant(from, directory, variants), installed.deploy.resolve(jar), variants % 2 == 0);
    }

    /** Writes pipeline.yaml, and waits until an agent that runs has taken it; whether it has. */
    boolean plan(int port, int held, boolean passing) {
        int before = generations().size();
        write(port, held, passing);
        String wanted = passing ? " 3 sinks" : " 2 sinks";
        try {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
                List<String> now = generations();
                return !isAlive()
                        || now.size() > before && now.get(now.size() - 1).endsWith(wanted);
            });
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private List<String> generations() {
        return log().lines()
                .filter(line -> line.contains("pipeline generation"))
                .toList();
    }

    void write(int port, int held, boolean passing) {
        pipeline("500ms", "soak.*", port, held, passing);
    }

    /** All routes stay, and deliver what they have. */
    void pollNothing(int port, int held) {
        pipeline("1h", "no.such.meter", port, held, true);
    }

    private void pipeline(String interval, String meters, int port, int held, boolean passing) {
        String mqtt = "mqtt://127.0.0.1:" + port;
        installed.write("pipeline.yaml", """
                sources:
                  - {name: soak, interval: %s, meters: ["%s"], sinks: [steady, kept%s]}
                sinks:
                  - {name: steady, publishers: ["%s"]}
                  - name: kept
                    transformers: [{name: accumulator, parameters: {size: %d}}]
                    publishers: ["file://%s"]
                %s
                """.formatted(
                        interval,
                        meters,
                        passing ? ", passing" : "",
                        mqtt,
                        held,
                        file(),
                        passing ? "  - {name: passing, publishers: [\"" + mqtt + "\"]}" : ""));
    }

    private Path file() {
        return directory.resolve("kept.jsonl");
    }

    /** Samples in the file of the sink {@code kept} that have not been returned before. */
    List<JsonNode> delivered() {
        try {
            String text = Files.exists(file()) ? Files.readString(file()) : "";
            String whole = text.substring(seen, text.lastIndexOf('\n') + 1);
            seen += whole.length();
            return whole.lines()
                    .filter(line -> line.endsWith("}")) // one that a crash has torn comes again
                    .map(JsonNodes::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its pollster has returned, or was about to. */
    List<ConservationCheck.Turn> read() {
        try {
            return Files.readAllLines(polled).stream()
                    .map(line -> line.split(" "))
                    .map(turn -> new ConservationCheck.Turn(Long.parseLong(turn[0]), Integer.parseInt(turn[1])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
