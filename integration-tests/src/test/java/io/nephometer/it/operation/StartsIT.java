package io.nephometer.it.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephometer.it.agent.BundleContainer;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.JsonNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** The assembled bundles, in Pax Exam: they fit together. */
class StartsIT {

    private static final String CORE = "io.nephometer.agent.core";
    private static final String SHELL = "io.nephometer.agent.shell";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private InstalledAgent installed;
    private BundleContainer container;

    @BeforeEach
    void start() {
        installed = new InstalledAgent(directory);
        container = new BundleContainer(installed);
    }

    @AfterEach
    void stop() {
        container.close();
    }

    @Test
    void allBundlesAreActiveAndAllComponentsSatisfied() {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(container.services("io.nephometer.api.Pollster"))
                .as("cpu, memory, and two each of instance, disk and net")
                .isEqualTo(8));
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(container.services("io.nephometer.api.Discovery")).isEqualTo(1);
            assertThat(container.services("io.nephometer.api.TransformerFactory"))
                    .isEqualTo(6);
            assertThat(container.services("io.nephometer.api.PublisherFactory"))
                    .as("mqtt and file")
                    .isEqualTo(2);
            assertThat(container.services("io.nephometer.format.FormatFactory"))
                    .as("json, jsonl and ceilometer")
                    .isEqualTo(3);
            assertThat(container.services("io.nephometer.hypervisor.Hypervisor"))
                    .isEqualTo(1);
            assertThat(container.services("io.nephometer.agent.shell.AgentViewCommands"))
                    .isEqualTo(1);
            assertThat(container.services("io.nephometer.agent.shell.SpoolCommands"))
                    .isEqualTo(1);
            for (String command : List.of("WhyCommand", "TapCommand", "top.TopCommand")) {
                assertThat(container.services("io.nephometer.agent.shell." + command))
                        .as(command)
                        .isEqualTo(1);
            }
            assertThat(container.services("io.nephometer.audit.AuditCommand")).isEqualTo(1);
            assertThat(container.services("io.nephometer.agent.core.deploy.DeployerStatus"))
                    .isEqualTo(1);
            assertThat(container.services("io.nephometer.agent.shell.socket.ControlSocket"))
                    .isEqualTo(1);
        });
        assertThat(container.bundles())
                .allSatisfy(bundle ->
                        assertThat(bundle.getState()).as("%s is active", bundle).isEqualTo(Bundle.ACTIVE));
    }

    @Test
    void ofOursTheApiExportsToAllAndTheCoreToBundlesOfThePlatform() {
        await().atMost(LIMIT).until(() -> container.services("io.nephometer.api.Pollster") == 8);
        await().atMost(LIMIT).until(() -> container.services("io.nephometer.api.PublisherFactory") == 2);
        List<Bundle> ours = container.bundles().stream()
                .filter(bundle -> bundle.getSymbolicName().startsWith("io.nephometer."))
                .toList();
        assertThat(ours).hasSizeGreaterThanOrEqualTo(10);
        assertThat(ours)
                .filteredOn(bundle -> bundle.getHeaders().get("Export-Package") != null)
                .extracting(Bundle::getSymbolicName)
                .containsExactlyInAnyOrder("io.nephometer.agent.api", CORE);
        assertThat(names(container.bundle(CORE).getHeaders().get("Export-Package"), "(?:^|,)([a-z.]+);"))
                .containsExactly(CORE + ".deploy", CORE + ".view");
        assertThat(ours)
                .filteredOn(bundle -> bundle.getHeaders().get("Import-Package").contains(CORE))
                .extracting(Bundle::getSymbolicName)
                .containsExactlyInAnyOrder("io.nephometer.agent.deployer", SHELL);
        assertThat(names(container.bundle(SHELL).getHeaders().get("Import-Package"), "(io.nephometer.agent[a-z.]+)"))
                .containsExactly(CORE + ".view");
    }

    /** The tables of meters and the example, as a reader finds them. */
    @Test
    void theDocsTellOfEachMeterAndTheReadmeShowsThePollsterThatTheTestsBuild() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        assertThat(readme).contains(Files.readString(Path.of("src/test/resources/LoadPollster.java")));
        String[] meters = Files.readString(Path.of("../docs/meters.md")).split("## Where the host gives them");
        String table = readme.lines().filter(line -> line.startsWith("| ")).collect(Collectors.joining("\n"));
        assertThat(names(table, "`([a-z0-9_.]+)`"))
                .as("the README has all but the last table")
                .isEqualTo(names(meters[0], "(?m)^\\| `([a-z0-9_.]+)`"));
        await().atMost(LIMIT).until(() -> installed.command("meters").status() == 0);
        await().atMost(LIMIT).untilAsserted(() -> {
            TreeSet<String> declared = new TreeSet<>();
            JsonNodes.parse(installed.command("meters", "--json").output()).forEach(meter -> declared.add(row(meter)));
            assertThat(rows(meters[0] + meters[1])).isEqualTo(declared);
        });
    }

    private static TreeSet<String> names(String tables, String name) {
        TreeSet<String> names = new TreeSet<>();
        Pattern.compile(name).matcher(tables).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    /** Name, type and unit, as docs/meters.md writes them. */
    private static TreeSet<String> rows(String tables) {
        TreeSet<String> rows = new TreeSet<>();
        Pattern.compile("(?m)^\\| `[^`]+` \\| (gauge|cumulative|delta) \\| [^|]+ \\|")
                .matcher(tables)
                .results()
                .forEach(row -> rows.add(row.group()));
        return rows;
    }

    private static String row(JsonNode meter) {
        String unit = meter.get("unit").asText();
        return "| `%s` | %s | %s |"
                .formatted(meter.get("name").asText(), meter.get("type").asText(), unit.isEmpty() ? "–" : unit);
    }
}
