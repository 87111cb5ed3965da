package io.nephometer.it.guests;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.it.agent.AgentProcess;
import io.nephometer.it.agent.InstalledAgent;
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

/** A guest that stops because the host has no room left for its disk. */
@Tag("real")
class DiskErrorIT {

    private static final String FULL = "full-00000001";
    private static final int NO_SPACE = 2; // libvirt's virDomainDiskErrorCode
    private static final int PAUSED = 3; // virDomainState
    private static final int RUNNING = 1;
    private static final int IO_ERROR = 5; // virDomainPausedReason

    @TempDir
    Path directory;

    private final Lab lab = new Lab();
    private String full;
    private String healthy;
    private SampleConsumer subscriber;
    private AgentProcess agent;

    @BeforeEach
    void start() {
        InstalledAgent installed = new InstalledAgent(directory);
        installed.hypervisor(lab.libvirtd());
        lab.guests(1);
        lab.guests(1, "--prefix", "full", "--room", "12"); // three blocks of 4 KiB: seconds
        full = lab.uuid(FULL);
        healthy = lab.uuid("instance-00000001");
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

    /** Its monitor is woken for the errors: the others must not wait for it. */
    @Test
    void whenTheGuestHangsTooOnlyItsOwnSamplesAreMissing() {
        next("disk.device.error", full + "-vda");
        lab.freezeGuest(FULL);
        subscriber.next("instance.stuck", sample -> sample.resource().equals(full) && sample.volume() == 1);
        Instant stuck = Instant.now();
        assertThat(next("disk.device.read.requests", healthy + "-vda").volume()).isPositive();
        assertThat(next("disk.device.read.requests", healthy + "-vda").volume()).isPositive();
        assertThat(errors()).noneMatch(error -> error.timestamp().isAfter(stuck));

        lab.thawGuest(FULL);
        assertThat(next("disk.device.error", full + "-vda").volume()).isEqualTo(NO_SPACE);
    }

    @Test
    void theErrorIsToldOfThatDiskAloneUntilTheGuestRunsAgain() {
        SampleConsumer.Received error = next("disk.device.error", full + "-vda");
        assertThat(error.volume()).isEqualTo(NO_SPACE);
        assertThat(error.metadata().get("disk_name").asText()).isEqualTo("vda");
        assertThat(lab.virsh("domblkerror", FULL)).isEqualTo("vda: no space");
        assertThat(next("power.state", full).volume()).isEqualTo(PAUSED);
        assertThat(next("power.state.reason", full).volume()).isEqualTo(IO_ERROR);
        assertThat(next("power.state", healthy).volume()).isEqualTo(RUNNING);
        assertThat(next("disk.device.read.requests", healthy + "-vda").volume()).isPositive();

        lab.room(FULL, 4096);
        lab.guest("resume", FULL);
        Instant resumed = Instant.now();
        assertThat(next("power.state", full).volume()).isEqualTo(RUNNING);
        assertThat(next("disk.device.write.requests", full + "-vda").volume()).isPositive();
        assertThat(errors())
                .allMatch(one -> one.resource().equals(full + "-vda"))
                .allMatch(one -> one.timestamp().isBefore(resumed));
    }

    private List<SampleConsumer.Received> errors() {
        return subscriber.samples("disk.device.error");
    }

    private SampleConsumer.Received next(String meter, String resource) {
        return subscriber.next(meter, sample -> sample.resource().equals(resource));
    }
}
