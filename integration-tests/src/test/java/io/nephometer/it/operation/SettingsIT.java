package io.nephometer.it.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings in conf/*.cfg, on the assembled folder. */
class SettingsIT {

    private static final String CORE = "io.nephometer.agent.core.cfg";

    @TempDir
    Path directory;

    private InstalledAgent installed;

    @BeforeEach
    void prepare() {
        installed = new InstalledAgent(directory);
    }

    private static final String LIBVIRT = "io.nephometer.hypervisor.libvirt.cfg";
    private static final String MQTT = "io.nephometer.publisher.mqtt.cfg";

    private void statusShows(String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(installed.command("status").output()).contains(text));
    }

    @Test
    void aMisspeltKeyIsNamedInLogAndStatusUntilItIsRight() {
        installed.write(LIBVIRT, "uri = test:///default\nurl = test:///default\n");
        installed.write(MQTT, "timout = 5\nkeep_alive = often\n");
        installed.write("io.nephometer.publisher.file.cfg", "max_bytes = 5\n");
        try (AgentProcess agent = new AgentProcess(installed)) {
            statusShows(LIBVIRT + ": 'url' is not known: did you mean 'uri'?");
            statusShows(MQTT + ": 'timout' is not known: did you mean 'timeout'?");
            statusShows(MQTT + ": keep_alive: expected a whole number");
            statusShows("io.nephometer.publisher.file.cfg: a key is not known, and not shown");
            assertThat(installed.command("status").output()).contains("pipeline    generation 1");
            assertThat(agent.log())
                    .contains(LIBVIRT + ": 'url' is not known: did you mean 'uri'?")
                    .contains(MQTT + ": 'timout' is not known: did you mean 'timeout'?");
            installed.write(LIBVIRT, "uri = test:///default\n");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(installed.command("status").output()).doesNotContain("'url'"));
        }
    }

    @Test
    void aPasswordInAWrongPlaceIsShownNowhere() throws IOException {
        installed.write(LIBVIRT, "uri = esx://root:hunter2@127.0.0.1:1/?no_verify=1\ntimeout = 1\n");
        installed.write(MQTT, "username = u\npassword_file = hunter2\n");
        installed.write("pipeline.yaml", """
                sources:
                  - {name: s, interval: 1, meters: ["*"], sinks: [k]}
                sinks:
                  - {name: k, publishers: ["file://%s"]}
                """.formatted(directory.resolve("out.json")));
        Path bad = installed.conf.resolve("bad.yaml");
        Files.writeString(bad, """
                sources:
                  - {name: s, interval: 1, meters: ["*"], sinks: [k]}
                sinks:
                  - name: k
                    publishers:
                      - mqtt://127.0.0.1
                      - mqtt://u:hunter2@h
                      - mqtt://u:hunter2
                      - mqtt://u:hun/hunter2@h
                      - mqtt://h?password=hunter2
                      - mqtt://h h?password=hunter2
                      - file://u:hunter2@h/x
                """);
        Path waiting = Files.writeString(installed.conf.resolve("waiting.yaml"), """
                sources:
                  - {name: s, interval: 1, meters: ["*"], sinks: [k]}
                sinks:
                  - {name: k, publishers: ["mqtt://127.0.0.1"]}
                """);
        try (AgentProcess agent = new AgentProcess(installed)) {
            statusShows("esx://***@127.0.0.1:1/");
            for (Command command : new Command[] {
                installed.command("status"),
                installed.command("status", "--json"),
                installed.command("why", "power.state"),
                installed.command("poll", "power.state"),
                installed.command("validate"),
                installed.command("validate", bad),
                installed.command("validate", "--json", bad),
                installed.command("validate", waiting)
            }) {
                assertThat(command.output()).isNotEmpty().doesNotContain("hunter2");
            }
            assertThat(installed.command("validate", waiting).output())
                    .contains("password_file (its value is not shown");
            assertThat(agent.log()).contains("esx://***@127.0.0.1:1/").doesNotContain("hunter2");
        }
    }

    private String poll() {
        return installed
                .command("poll", "--conf", installed.conf, "--deploy", installed.deploy, "--json", "power.state")
                .output();
    }

    @Test
    void aFileIsUtf8AndMayHaveEscapes() {
        installed.write(CORE, "host = nöde-1\n");
        assertThat(poll()).containsPattern("\"host\" *: *\"nöde-1\"");
        installed.write(CORE, "host = n\\u00f6de-2\n");
        assertThat(poll()).containsPattern("\"host\" *: *\"nöde-2\"");
    }

    @Test
    void aFolderInItIsLeftAloneWhateverItHolds() throws IOException {
        Path folder = Files.createDirectories(installed.conf.resolve("tls.cfg/META-INF"));
        Files.writeString(
                folder.resolve("MANIFEST.MF"),
                "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: stranger\n");
        Command.ok("mkfifo", installed.conf.resolve("tls.cfg/x.cfg"));
        try (AgentProcess agent = new AgentProcess(installed)) {
            statusShows("pipeline    generation 1");
            assertThat(installed.shell("lb")).contains("Nephometer agent-core").doesNotContain("stranger");
            assertThat(agent.log()).doesNotContain("tls");
        }
    }

    @Test
    void settingsThatCannotBeReadLetNoPluginIn() {
        installed.write(CORE, "deploy_allowed = plugins.sha256\nhost = C:\\users\n");
        try (AgentProcess agent = new AgentProcess(installed)) {
            statusShows(
                    CORE + " cannot be read, and the log says why: the defaults are taken, and no plugin is loaded");
            assertThat(agent.log())
                    .contains("pollster-cpu.jar is refused")
                    .contains(CORE + ", which says which plugins may run, cannot be read");
            installed.write(CORE, "host = C\n");
            statusShows("pollster.cpu");
        }
    }

    @Test
    void aPipeAndAHugeFileAreNotReadAndTheAgentStarts() throws IOException {
        Files.delete(installed.conf.resolve(MQTT));
        Command.ok("mkfifo", installed.conf.resolve(MQTT));
        try (RandomAccessFile huge = new RandomAccessFile(
                installed.conf.resolve("io.nephometer.publisher.file.cfg").toFile(), "rw")) {
            huge.setLength(60 << 20);
        }
        try (AgentProcess agent = new AgentProcess(installed)) {
            statusShows("pipeline    generation 1");
            assertThat(agent.log())
                    .contains(MQTT + " is not read, and its settings stay as they were: it is a pipe")
                    .contains(
                            "io.nephometer.publisher.file.cfg is not read, and its settings stay as they were: it has");
            installed.write(MQTT, "timout = 5\n");
            statusShows("'timout' is not known");
            Path pipe = installed.conf.resolve("pipe");
            Command.ok("mkfifo", pipe);
            Files.move(
                    pipe, installed.conf.resolve(MQTT), StandardCopyOption.ATOMIC_MOVE); // at no time is there no file
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                            agent.logLines().stream().filter(line -> line.contains(MQTT + " is not read")))
                    .hasSize(2));
            installed.write(LIBVIRT, "url = test:///default\n");
            statusShows(LIBVIRT + ": 'url' is not known");
            statusShows("'timout' is not known");
            Files.delete(installed.conf.resolve(MQTT));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(installed.command("status").output()).doesNotContain("'timout'"));
        }
    }
}
