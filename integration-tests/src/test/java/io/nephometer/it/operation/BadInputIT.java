package io.nephometer.it.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong surroundings: the agent logs one clear line, and waits. */
@Tag("real")
class BadInputIT {

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private InstalledAgent installed;
    private int port;

    @BeforeEach
    void prepare() {
        installed = new InstalledAgent(directory);
        port = lab.broker();
        installed.pipeline("500ms", port);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    /** Runs the agent until its log has the text; it lives on, says it once, and shows no stack trace. */
    private void says(String text) {
        says(text, () -> {});
    }

    private void says(String text, Runnable meanwhile, Object... under) {
        try (AgentProcess agent = new AgentProcess(installed, under)) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(agent.log()).contains(text));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> installed.command("status").output().contains(text));
            meanwhile.run();
            assertThat(agent.isAlive()).isTrue();
            assertThat(agent.log()).doesNotContain("\tat ").doesNotContain("Exception");
            assertThat(agent.logLines().stream().filter(line -> line.contains(text)))
                    .hasSizeBetween(1, 8); // each pollster says it for itself
        }
    }

    @Test
    void anOccupiedDataDirectoryEndsTheSecondAgent() throws Exception {
        try (AgentProcess first = new AgentProcess(installed);
                AgentProcess second = new AgentProcess(installed)) {
            assertThat(second.exitStatus()).isNotZero();
            assertThat(second.logLines()).singleElement().asString().contains("is used by process");
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void withoutADaemonTheHostIsMeteredAllTheSame() {
        installed.hypervisor("qemu+unix:///system?socket=/nonexistent/libvirt-sock");
        try (SampleConsumer subscriber = new SampleConsumer(port)) {
            says("is libvirtd running?", () -> subscriber.next("compute.node.disk.read.bytes"));
        }
    }

    @Test
    void aSocketThatIsForbiddenSaysWhatWouldAllowIt() {
        installed.hypervisor(lab.libvirtd()); // in a directory of root's alone
        installed.giveTo("nobody", directory);
        says("org.libvirt.unix.monitor", () -> {}, "setpriv", "--reuid=nobody", "--clear-groups");
    }

    @Test
    void aPipelineThatItMayNotReadAnyMoreIsNamedAndTheOneThatRunsGoesOn() {
        installed.giveTo("nobody", directory);
        try (SampleConsumer subscriber = new SampleConsumer(port);
                AgentProcess agent = new AgentProcess(installed, "setpriv", "--reuid=nobody", "--clear-groups")) {
            subscriber.next("instance");
            Command.ok("chmod", "000", installed.conf.resolve("pipeline.yaml"));
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(agent.log())
                    .contains("pipeline.yaml:1:1: permission denied: make it readable for the agent"));
            subscriber.next("instance");
        }
    }

    @Test
    void withoutTheLibvirtLibraryItsPackageIsNamed() {
        String hidden = "for f in $(ldconfig -p | sed -n 's/.*=> \\(.*libvirt\\.so.*\\)/\\1/p'); do"
                + " mount --bind /dev/null \"$(realpath \"$f\")\"; done; exec \"$@\"";
        says("apt install libvirt0", () -> {}, "unshare", "--mount", "sh", "-c", hidden, "sh");
    }

    @Test
    void anUnknownUriIsNamed() {
        installed.hypervisor("nonsense:///x");
        says("nonsense:///x");
    }

    @Test
    void withoutABrokerSamplesWaitOnDisk() {
        lab.stopBroker();
        says("no broker at");
        assertThat(installed.data.resolve("spool/meter_sink.mqtt")).isNotEmptyDirectory();
    }

    @Test
    void anEmptyPipelineWaitsForARightOne() {
        installed.write("pipeline.yaml", "");
        try (SampleConsumer subscriber = new SampleConsumer(port);
                AgentProcess agent = new AgentProcess(installed)) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(agent.log()).contains("pipeline.yaml:1:1: the file is empty"));
            installed.pipeline("500ms", port);
            subscriber.next("instance");
        }
    }

    @Test
    void aPipelineThatCannotBeReadIsNamed() throws IOException {
        Files.delete(installed.conf.resolve("pipeline.yaml"));
        Files.createDirectory(installed.conf.resolve("pipeline.yaml"));
        says("pipeline.yaml:1:1: ");
    }
}
