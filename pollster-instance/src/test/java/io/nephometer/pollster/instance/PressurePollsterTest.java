package io.nephometer.pollster.instance;

import static io.nephometer.testkit.Turns.declared;
import static io.nephometer.testkit.Turns.everything;
import static io.nephometer.testkit.Turns.table;
import static io.nephometer.testkit.Turns.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Owner;
import io.nephometer.api.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PressurePollsterTest {

    private static final String SYSTEMD = "machine.slice/machine-qemu\\x2d7\\x2dinstance\\x2d00000001.scope";
    private static final Resource U1 =
            new Resource("u1", Owner.UNKNOWN, Map.of("name", "instance-00000001"), Map.of(), 7);

    @TempDir
    private Path cgroups;

    private PressurePollster pollster;

    @BeforeEach
    void host() {
        pollster = new PressurePollster(cgroups);
    }

    @Test
    void aHostWithoutCgroupsV2YieldsNoSample() throws IOException {
        assertThat(poll()).isEmpty();
    }

    @Test
    void aKernelWithoutPressureYieldsNoSample() throws IOException {
        Files.createDirectories(cgroups.resolve(SYSTEMD));
        assertThat(poll()).isEmpty();
    }

    @Test
    void anotherIncarnationsScopeIsNotThisInstances() throws IOException {
        pressure("machine.slice/machine-qemu\\x2d8\\x2dinstance\\x2d00000001.scope", "cpu", "some avg10=0.00 total=1");
        assertThat(poll()).isEmpty();
    }

    @Test
    void aScopeOfAnotherLibvirtWithTheSameIdIsNotThisInstances() throws IOException {
        pressure("machine.slice/machine-qemu\\x2d7\\x2ddebian12.scope", "cpu", "some avg10=0.00 total=1");
        assertThat(poll()).isEmpty();
    }

    @Test
    void aLineThatIsNotUnderstoodIsAGap() throws IOException {
        pressure(SYSTEMD, "cpu", "some avg10=0.00 total=-1", "full avg10=0.00 total=5", "none total=3");
        assertThat(poll()).isEqualTo("cpu.pressure.full  cumulative  us  u1  5\n");
    }

    @Test
    void nothingIsReadIfNoMeterIsWanted() throws IOException {
        pressure(SYSTEMD, "cpu", "some avg10=0.00 total=1");
        assertThat(pollster.poll(wanting(Set.of("cpu"), List.of(U1)))).isEmpty();
    }

    @Test
    void theWaitingOfAnInstanceIsReadFromItsScope() throws IOException {
        pressure(
                SYSTEMD,
                "cpu",
                "some avg10=98.66 avg60=97.93 avg300=79.92 total=2810891262",
                "full avg10=0.00 avg60=0.00 avg300=0.00 total=0");
        pressure(SYSTEMD, "memory", "some avg10=0.00 avg60=0.00 avg300=0.00 total=12");
        pressure(SYSTEMD, "io", "full avg10=0.00 avg60=0.00 avg300=0.00 total=34");
        assertThat(poll()).isEqualTo("""
            cpu.pressure.some     cumulative  us  u1  2810891262
            cpu.pressure.full     cumulative  us  u1  0
            memory.pressure.some  cumulative  us  u1  12
            io.pressure.full      cumulative  us  u1  34
            """);
    }

    @Test
    void withoutSystemdTheCgroupHasLibvirtsOwnName() throws IOException {
        pressure("machine/qemu-7-instance-00000001.libvirt-qemu", "io", "some avg10=0.00 total=9");
        assertThat(poll()).isEqualTo("io.pressure.some  cumulative  us  u1  9\n");
    }

    @Test
    void whenLibvirtsIdsRestartTheScopeHasTheIdAlone() throws IOException {
        pressure(SYSTEMD, "io", "some avg10=0.00 total=9");
        Resource later = new Resource("u1", U1.owner(), U1.metadata(), U1.devices(), (1L << 32) + 7);
        assertThat(table(pollster.poll(everything(pollster, later))))
                .isEqualTo("io.pressure.some  cumulative  us  u1  9\n");
    }

    @Test
    void declaresItsMeters() {
        assertThat(declared(pollster)).isEqualTo("""
            cpu.pressure.full     cumulative  us
            cpu.pressure.some     cumulative  us
            io.pressure.full      cumulative  us
            io.pressure.some      cumulative  us
            memory.pressure.full  cumulative  us
            memory.pressure.some  cumulative  us
            """);
    }

    private String poll() throws IOException {
        return table(pollster.poll(everything(pollster, U1)));
    }

    private void pressure(String scope, String kind, String... lines) throws IOException {
        Path folder = Files.createDirectories(cgroups.resolve(scope));
        Files.write(folder.resolve(kind + ".pressure"), List.of(lines));
    }
}
