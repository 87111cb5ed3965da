package io.nephometer.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.hypervisor.Hypervisor.Group;
import io.nephometer.hypervisor.Stats;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {

    @Test
    void aLineWithoutAnEqualsSignIsRefused() {
        assertThatThrownBy(() -> Recording.of("cpu.time 5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'cpu.time 5'");
    }

    @Test
    void aRecordingOfSeveralDomainsIsRefused() {
        assertThatThrownBy(() -> Recording.of("Domain: 'one'\n  cpu.time=1\nDomain: 'two'\n  cpu.time=2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("virsh domstats --raw DOMAIN");
    }

    @Test
    void aRecordingOfOnesOwnIsReadFromItsFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("guest.stats"), "Domain: 'one'\n  cpu.time=5\n\n");
        assertThat(Recording.read(file)
                        .of(Set.of(Group.CPU))
                        .build(FakeHypervisor.READ)
                        .number("cpu.time"))
                .isEqualTo(5L);
    }

    @Test
    void valuesOfGroupsThatWereNotAskedForAreNotGiven() {
        Stats stats = Recording.of("cpu.time=5\nvcpu.current=2")
                .of(Set.of(Group.VCPU))
                .build(FakeHypervisor.READ);
        assertThat(stats.number("cpu.time")).isNull();
        assertThat(stats.number("vcpu.current")).isEqualTo(2L);
    }

    @Test
    void whatKvmCountsIsNotGivenWithTimes() {
        Recording recording = Recording.of("""
            cpu.time=5
            cpu.haltpoll.success.time=6
            vcpu.0.time=7
            vcpu.0.exits.sum=8
            """);
        Stats times = recording.of(Set.of(Group.CPU, Group.VCPU)).build(FakeHypervisor.READ);
        assertThat(times.number("cpu.haltpoll.success.time")).isNull();
        assertThat(times.sum("vcpu", "exits.sum")).isNull();
        assertThat(times.sum("vcpu", "time")).isEqualTo(7L);
        Stats counts = recording.of(Set.of(Group.VM)).build(FakeHypervisor.READ);
        assertThat(counts.number("cpu.haltpoll.success.time")).isEqualTo(6L);
        assertThat(counts.sum("vcpu", "exits.sum")).isEqualTo(8L);
    }

    @Test
    void eachValueHasTheTypeThatItLooksLike() {
        Stats stats = read("""
            Domain: 'instance-00000001'
              cpu.time=18446744073709551615
              balloon.rss=1.5
              block.count=1
              block.3.name=7
              block.3.rd.bytes=512
            """);
        assertThat(stats.number("cpu.time")).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(stats.number("balloon.rss")).isEqualTo(1.5);
        assertThat(stats.number("block.count")).isEqualTo(1L);
        Stats disk = stats.each("block").get(0);
        assertThat(disk.index()).isEqualTo(3);
        assertThat(disk.text("name")).contains("7");
        assertThat(disk.number("rd.bytes")).isEqualTo(512L);
    }

    private static Stats read(String lines) {
        return Recording.of(lines).of(EnumSet.allOf(Group.class)).build(FakeHypervisor.READ);
    }
}
