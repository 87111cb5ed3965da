package io.nephometer.hypervisor.libvirt.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypedParametersTest {

    private final TypedParameters reader = new TypedParameters();

    @Test
    void withoutParametersThereAreNoStatistics() {
        Stats.Builder stats = Stats.builder();
        reader.read(Pointer.NULL, 0, stats);
        assertThat(stats.build(Moment.now()).each("block")).isEmpty();
    }

    @Test
    void aTypeThatIsNotKnownIsMissing() {
        Stats stats = read(new TypedParameterArray()
                .add("new", 8, (memory, at) -> memory.setLong(at, 1))
                .unsignedLong("old", 2));
        assertThat(stats.number("new")).isNull();
        assertThat(stats.number("old")).isEqualTo(2L);
    }

    @Test
    void aStringThatIsNullIsMissing() {
        assertThat(read(new TypedParameterArray().add("block.0.name", 7, (memory, at) -> memory.setLong(at, 0)))
                        .each("block"))
                .isEmpty();
    }

    @Test
    void anUnsignedNumberOfAllBitsStaysWhole() {
        Stats stats = read(new TypedParameterArray()
                .unsignedLong("most", -1)
                .unsignedLong("signed most", Long.MAX_VALUE)
                .add("int", 2, (memory, at) -> memory.setInt(at, -1)));
        assertThat(stats.number("most")).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(stats.number("signed most")).isEqualTo(Long.MAX_VALUE);
        assertThat(stats.number("int")).isEqualTo(4294967295L);
    }

    @Test
    void everyTypeIsRead() {
        Memory name = new Memory(16);
        name.setString(0, "vdä", "UTF-8");
        Stats stats = read(new TypedParameterArray()
                .add("int", 1, (memory, at) -> memory.setInt(at, -5))
                .add("uint", 2, (memory, at) -> memory.setInt(at, 5))
                .add("long", 3, (memory, at) -> memory.setLong(at, Long.MIN_VALUE))
                .unsignedLong("ulong", 6)
                .add("double", 5, (memory, at) -> memory.setDouble(at, 0.25))
                .add("true", 6, (memory, at) -> memory.setByte(at, (byte) 1))
                .add("false", 6, (memory, at) -> memory.setByte(at, (byte) 0))
                .add("text", 7, (memory, at) -> memory.setPointer(at, name)));
        assertThat(List.of("int", "uint", "long", "ulong", "double", "true", "false"))
                .extracting(stats::number)
                .containsExactly(-5L, 5L, Long.MIN_VALUE, 6L, 0.25, 1L, 0L);
        assertThat(stats.text("text")).contains("vdä");
    }

    @Test
    void aNameMayFillItsField() {
        String longest = "x".repeat(TypedParameters.TYPE);
        assertThat(read(new TypedParameterArray().unsignedLong(longest, 1)).number(longest))
                .isEqualTo(1L);
    }

    @Test
    void devicesHaveStatisticsOfTheirOwn() {
        Stats stats = read(new TypedParameterArray()
                .unsignedLong("block.count", 2)
                .unsignedLong("block.0.rd.bytes", 10)
                .unsignedLong("block.1.rd.bytes", 11)
                .unsignedLong("net.3.rx.bytes", 12));
        assertThat(stats.number("block.count")).isEqualTo(2L);
        assertThat(stats.each("block"))
                .extracting(device -> device.number("rd.bytes"))
                .containsExactly(10L, 11L);
        assertThat(stats.each("net")).extracting(Stats::index).containsExactly(3);
    }

    @Test
    void oneReaderReadsDomainsOfAnySize() {
        TypedParameterArray many = new TypedParameterArray();
        for (int i = 0; i < 1000; i++) {
            many.unsignedLong("vcpu." + i + ".time", i);
        }
        assertThat(read(many).each("vcpu")).hasSize(1000);
        assertThat(read(new TypedParameterArray().unsignedLong("vcpu.0.time", 5))
                        .each("vcpu"))
                .extracting(device -> device.number("time"))
                .containsExactly(5L);
    }

    @Test
    void endlesslyManyNamesAreReadAllTheSame() {
        for (int round = 0; round < 10; round++) {
            TypedParameterArray names = new TypedParameterArray();
            for (int i = 0; i < 1000; i++) {
                names.unsignedLong("name-" + round + "-" + i, i);
            }
            assertThat(read(names).number("name-" + round + "-999")).isEqualTo(999L);
        }
    }

    private Stats read(TypedParameterArray parameters) {
        Stats.Builder stats = Stats.builder();
        reader.read(parameters.memory(), parameters.count(), stats);
        return stats.build(Moment.now());
    }
}
