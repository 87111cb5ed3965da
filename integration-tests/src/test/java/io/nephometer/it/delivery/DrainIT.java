package io.nephometer.it.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.CompletenessCheck;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.LoadGenerator;
import io.nephometer.it.agent.RouteStatus;
import io.nephometer.it.lab.BreakableProxy;
import io.nephometer.it.lab.DeliveryChecker;
import io.nephometer.it.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backlog is delivered once the broker is back. {@code -Dbacklog=1024} for the full number of MB. */
@Tag("real")
class DrainIT {

    /** The heap is not all that a process has: compiled code, classes, stacks and native memory come to this at most. */
    private static final long BESIDES_THE_HEAP = 96 << 10;

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private BreakableProxy proxy;
    private DeliveryChecker checker;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        int port = lab.broker();
        proxy = new BreakableProxy(port);
        proxy.gate(BreakableProxy.Gate.SHUT);
        checker = new DeliveryChecker(port);
    }

    @AfterEach
    void stop() {
        checker.close();
        proxy.close();
        lab.close();
    }

    private void settings(String... lines) {
        installed.write("io.nephometer.agent.core.cfg", String.join("\n", lines) + "\n");
    }

    private static long kilobytes(AgentProcess agent, String file, String pattern) {
        try {
            Matcher found = Pattern.compile(pattern).matcher(Files.readString(Path.of("/proc/" + agent.pid(), file)));
            assertThat(found.find()).as(pattern).isTrue();
            return Long.parseLong(found.group(1));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void polledBy(int seconds) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() ->
                        installed.status().get("tasks").get(0).get("interval").asInt() == seconds);
    }

    @Test
    void aBigBacklogArrivesWholeAndTakesNoMoreMemoryThanItMay() {
        long backlog = Long.getLong("backlog", 32) << 20;
        settings("drain_samples_per_second=0", "spool_max_bytes=" + 2 * backlog);
        LoadGenerator load = LoadGenerator.ofManySamples(installed, proxy.port())
                .domains(200)
                .every("200ms");
        try (AgentProcess agent = new AgentProcess(installed)) {
            RouteStatus.await(installed, Duration.ofMinutes(20), route -> route.number("waiting_bytes") > backlog);
            load.every("1h"); // what is measured is the drain
            polledBy(3600);
            proxy.gate(BreakableProxy.Gate.OPEN);
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> !checker.documents().isEmpty());
            CompletenessCheck proof = new CompletenessCheck(installed, checker);
            RouteStatus route = proof.after(load, Duration.ofMinutes(10));
            assertThat(route.lostBy()).isEmpty();
            List<DeliveryChecker.ReceivedDocument> all = checker.distinctDocuments(LoadGenerator.ROUTE);
            Duration took =
                    Duration.between(all.get(0).at(), all.get(all.size() - 1).at());
            // without the files that it maps, the JDK's own: they are not memory of the agent, and each JDK has more
            // of them
            long peak = kilobytes(agent, "status", "VmHWM:\\s+(\\d+) kB")
                    - kilobytes(agent, "status", "RssFile:\\s+(\\d+) kB");
            long heap = kilobytes(agent, "cmdline", "-Xmx(\\d+)m") << 10;
            System.out.printf(
                    "drained %d MB, %d samples in %d ms: %d samples/s; at most %d MiB resident with a heap of %d MiB%n",
                    backlog >> 20,
                    checker.samples(LoadGenerator.ROUTE),
                    took.toMillis(),
                    checker.samples(LoadGenerator.ROUTE) * 1000L / Math.max(1, took.toMillis()),
                    peak >> 10,
                    heap >> 10);
            assertThat(peak).isLessThan(heap + BESIDES_THE_HEAP);
            assertThat(checker.ascendingRuns(LoadGenerator.ROUTE)).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void liveSamplesDoNotWaitForTheBacklogAndThatKeepsToItsLimit() {
        int limit = 3_000;
        settings("drain_samples_per_second=" + limit);
        LoadGenerator load =
                LoadGenerator.ofManySamples(installed, proxy.port()).domains(20).every("200ms");
        try (AgentProcess agent = new AgentProcess(installed)) {
            RouteStatus.await(installed, Duration.ofSeconds(60), route -> route.number("waiting") > 20L * limit);
            load.every("1s");
            polledBy(1);
            proxy.gate(BreakableProxy.Gate.OPEN);
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> !checker.documents().isEmpty());
            RouteStatus.await(installed, Duration.ofSeconds(90), route -> route.number("waiting") < limit);
            assertThat(agent.isAlive()).isTrue();

            List<DeliveryChecker.ReceivedDocument> all = checker.distinctDocuments(LoadGenerator.ROUTE);
            Instant back = all.get(0).at();
            List<DeliveryChecker.ReceivedDocument> live = all.stream()
                    .filter(document -> document.read().isAfter(back.plusSeconds(1)))
                    .toList();
            assertThat(rate(all.stream()
                            .filter(document -> document.read().isBefore(back))
                            .toList()))
                    .isLessThan(1.3 * limit); // a busy machine may be slower
            assertThat(checker.ascendingRuns(LoadGenerator.ROUTE)).isEqualTo(2);
            assertThat(new CompletenessCheck(installed, checker)
                            .after(load, Duration.ofSeconds(60))
                            .lostBy())
                    .isEmpty();
        }
    }

    /**
     * Samples a second, but for the first two: what was in hand when the link came back and what a second allows may come
     * at once.
     */
    private static double rate(List<DeliveryChecker.ReceivedDocument> backlog) {
        Instant begin = backlog.get(0).at().plusSeconds(2);
        Instant end = backlog.get(backlog.size() - 1).at();
        int samples = backlog.stream()
                .filter(document -> document.at().isAfter(begin))
                .mapToInt(DeliveryChecker.ReceivedDocument::samples)
                .sum();
        return samples * 1e3 / Duration.between(begin, end).toMillis();
    }
}
