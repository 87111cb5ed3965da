package io.nephometer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Domains of a driver whose bulk question does not exist, libvirt's Linux containers: asked one by one. */
@Tag("real")
class ContainersIT {

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private String uuid;
    private Agent agent;
    private Subscriber subscriber;

    @BeforeEach
    void start() {
        Installed installed = new Installed(directory);
        lab.libvirtd();
        String uri = lab.container("box");
        uuid = Command.ok("virsh", "-r", "-c", uri, "domuuid", "box").strip();
        installed.hypervisor(uri);
        int port = lab.broker();
        installed.pipeline("1", port);
        subscriber = new Subscriber(port);
        agent = new Agent(installed);
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
        await().atMost(Subscriber.LIMIT).until(() -> volume("power.state") == 5);
        Instant off = Instant.now();
        subscriber.next("instance", sample -> sample.timestamp().isAfter(off));
        assertThat(subscriber.samples("cpu", uuid))
                .noneMatch(sample -> sample.timestamp().isAfter(off));
        assertThat(agent.log()).doesNotContain("\tat ");
    }

    private void awaitSample(String meter) {
        await().alias(meter)
                .atMost(Subscriber.LIMIT)
                .until(() -> subscriber.samples(meter, uuid).findAny().isPresent());
    }

    private double volume(String meter) {
        return subscriber.samples(meter, uuid).reduce((a, b) -> b).orElseThrow().volume();
    }
}
