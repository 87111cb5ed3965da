package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
import io.nephometer.it.lab.Command;
import io.nephometer.it.lab.Lab;
import io.nephometer.it.lab.SampleConsumer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Domains of a driver without bulk statistics, libvirt's Linux containers: queried one by one. */
@Tag("real")
class ContainersIT {

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private String uuid;
    private AgentProcess agent;
    private SampleConsumer subscriber;

    @BeforeEach
    void start() {
        InstalledAgent installed = new InstalledAgent(directory);
        lab.libvirtd();
        String uri = lab.container("box");
        uuid = Command.ok("virsh", "-r", "-c", uri, "domuuid", "box").strip();
        installed.hypervisor(uri);
        int port = lab.broker();
        installed.pipeline("1", port);
        subscriber = new SampleConsumer(port);
        agent = new AgentProcess(installed);
    }

    @AfterEach
    void stop() {
        agent.close();
        subscriber.close();
        lab.close();
    }

    @Test
    void aContainerIsMeteredWhileItRunsAndListedAfterwards() {
        List.of("instance", "power.state", "cpu", "cpu_util", "cpu.system", "vcpus", "memory", "memory.resident")
                .forEach(this::awaitSample);
        assertThat(volume("power.state")).isEqualTo(1);
        assertThat(volume("memory")).isEqualTo(64);
        assertThat(volume("cpu")).isPositive();

        lab.destroyContainer("box");
        await().atMost(SampleConsumer.LIMIT).until(() -> volume("power.state") == 5);
        Instant off = Instant.now();
        subscriber.next("instance", sample -> sample.timestamp().isAfter(off));
        assertThat(subscriber.samples("cpu", uuid))
                .noneMatch(sample -> sample.timestamp().isAfter(off));
        assertThat(agent.log()).doesNotContain("\tat ");
    }

    private void awaitSample(String meter) {
        await().alias(meter)
                .atMost(SampleConsumer.LIMIT)
                .until(() -> subscriber.samples(meter, uuid).findAny().isPresent());
    }

    private double volume(String meter) {
        return subscriber.samples(meter, uuid).reduce((a, b) -> b).orElseThrow().volume();
    }
}
