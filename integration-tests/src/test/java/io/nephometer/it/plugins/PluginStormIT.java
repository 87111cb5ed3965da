package io.nephometer.it.plugins;

import static io.nephometer.it.agent.MeteredTestDomain.INTERVAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.agent.JarReplacement;
import io.nephometer.it.agent.MeteredTestDomain;
import io.nephometer.it.agent.PluginJarBuilder;
import io.nephometer.it.agent.ResourceUsage;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.SampleConsumer;
import io.nephometer.it.lab.SampleTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plugins replaced again and again. The numbers are small in the gate; {@code -Dswaps=200 -Dupdates=150 -Dcycles=1000} are
 * those that are promised.
 */
@Tag("real")
class PluginStormIT {

    private static final int SWAPS = Integer.getInteger("swaps", 10);
    private static final int UPDATES = Integer.getInteger("updates", 6);
    private static final int CYCLES = Integer.getInteger("cycles", 60);

    @TempDir
    Path directory;

    private MeteredTestDomain host;
    private InstalledAgent installed;
    private SampleConsumer subscriber;
    private AgentProcess agent;

    @BeforeEach
    void start() {
        host = new MeteredTestDomain(directory, "cpu_util");
        installed = host.installed;
        subscriber = host.subscriber;
        agent = host.agent;
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private void put(Path jar, String name, boolean atOnce) {
        JarReplacement.put(jar, installed.deploy.resolve(name), atOnce);
    }

    private long replacements(String file) {
        return agent.logLines().stream()
                .filter(line -> line.contains(file + ":") && line.contains(" replaces "))
                .count();
    }

    private void otherMetersMissedNothing() {
        Instant now = Instant.now();
        subscriber.next("memory.maximum", sample -> sample.timestamp().isAfter(now));
        host.assertSteady("memory.maximum", "disk.read.bytes");
    }

    @Test
    void aPollsterThatIsSwappedAgainAndAgainHasOneSampleASecond() {
        Path jar = InstalledAgent.plugin("pollster-cpu.jar");
        for (int i = 1; i <= SWAPS; i++) {
            int swaps = i;
            put(JarReplacement.variant(jar, directory, i), "pollster-cpu.jar", i % 2 == 0);
            await().atMost(Duration.ofSeconds(60)).until(() -> replacements("pollster-cpu.jar") >= swaps);
        }
        otherMetersMissedNothing();
        host.assertSteady("cpu", "cpu_util");
    }

    @Test
    void aJarThatIsUpdatedEveryTwoSecondsLeavesNothingBehind() {
        PluginJarBuilder plugin = new PluginJarBuilder("moving");
        put(plugin.build(directory), "moving.jar", true);
        subscriber.next("host.moving");
        Holdings before = null;
        Instant next = Instant.now();
        for (int i = 1; i <= UPDATES; i++) {
            next = next.plusSeconds(2);
            put(plugin.version("1.0." + i).build(directory), "moving.jar", i % 2 == 0);
            if (i == UPDATES / 3) {
                before = Holdings.of(agent.pid());
            }
            Instant due = next;
            int updates = i; // a busy machine may take longer, and would then miss one
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Instant.now().isAfter(due) && replacements("moving.jar") >= updates);
        }
        Holdings.of(agent.pid()).areNoLargerThan(before);
        otherMetersMissedNothing();
        host.assertSteady("cpu");
        SampleTimes.of(subscriber.samples("host.moving")).assertSteady(INTERVAL);
    }

    @Test
    void aBundleThatIsInstalledAndUninstalledAgainAndAgainLeavesNothingBehind() {
        Path jar = new PluginJarBuilder("passing").build(directory);
        cycle(jar, CYCLES / 4);
        Holdings before = Holdings.of(agent.pid());
        cycle(jar, CYCLES - CYCLES / 4);
        Holdings.of(agent.pid()).areNoLargerThan(before);
        otherMetersMissedNothing();
        host.assertSteady("cpu");
    }

    private void cycle(Path jar, int times) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            lines.addAll(List.of("install file:" + jar, "start com.example.passing", "uninstall com.example.passing"));
        }
        String output = installed.shellScript(lines);
        assertThat(Pattern.compile("Bundle ID: \\d+").matcher(output).results().count())
                .isEqualTo(times);
        assertThat(installed.shell("lb -s")).doesNotContain("com.example.passing");
    }

    @Test
    void theCoreItselfIsUpdatedWithoutReinstallingAPlugin() {
        String plugins = plugins();
        Instant begun = Instant.now();
        installed.command("shell", "update agent.core");
        Instant resumed = subscriber
                .next("cpu", sample -> sample.timestamp().isAfter(begun.plusMillis(1500)))
                .timestamp();
        List<Instant> times = subscriber
                .samples("cpu", MeteredTestDomain.UUID)
                .map(SampleConsumer.Received::timestamp)
                .toList();
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - 1), times.get(i))).isLessThan(Duration.ofSeconds(10));
        }
        assertThat(resumed).isAfter(begun);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> installed.command("status").status() == 0);
        assertThat(plugins()).isEqualTo(plugins);
    }

    /** With the numbers that the framework gave them when they were installed. */
    private String plugins() {
        return installed
                .shell("lb -s")
                .lines()
                .filter(line -> line.contains("pollster") || line.contains("discovery") || line.contains("publisher"))
                .map(line -> line.replaceAll("\\s+", " "))
                .sorted()
                .toList()
                .toString();
    }

    /** What a process holds after its garbage was collected. */
    private record Holdings(long metaspace, ResourceUsage footprint) {

        static Holdings of(long pid) {
            Path jcmd = Path.of(Command.ok("readlink", "/proc/" + pid + "/exe")).resolveSibling("jcmd");
            Command.ok(jcmd, pid, "GC.run");
            Matcher used = Pattern.compile("Both: +(\\d+)\\.\\d+ KB used")
                    .matcher(Command.ok(jcmd, pid, "VM.metaspace", "basic", "scale=KB"));
            assertThat(used.find()).isTrue();
            return new Holdings(Long.parseLong(used.group(1)), ResourceUsage.of(pid));
        }

        void areNoLargerThan(Holdings before) {
            assertThat(metaspace).as("metaspace in KiB, before %s", before).isLessThan(before.metaspace + 3 * 1024);
            footprint.assertNotMuchLargerThan(before.footprint);
        }
    }
}
