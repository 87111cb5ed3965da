package io.nephometer.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephometer.hypervisor.Hypervisor.Group;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordingTest {

    @Test
    void aLineWithoutAnEqualsSignIsRefused() {
        assertThatThrownBy(() -> Recording.of("cpu.time 5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'cpu.time 5'");
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
