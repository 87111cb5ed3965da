package io.nephometer.hypervisor.libvirt.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuTimeFilterTest {

    private static final String UUID = "a";

    private final CpuTimeFilter filter = new CpuTimeFilter(query -> Map.of());
    private long second;

    /** Returns the times that pass the filter, of those that are read a second later, by index. */
    private List<Long> read(long life, long... read) {
        second++;
        Stats.Builder stats = Stats.builder();
        for (int i = 0; i < read.length; i++) {
            stats.put("vcpu", i, "time", read[i]);
        }
        Moment moment = new Moment(Instant.ofEpochSecond(second), second * 1_000_000_000L);
        return filter.filtered(Map.of(UUID, stats.build(moment).in(life))).get(UUID).each("vcpu").stream()
                .map(vcpu -> vcpu.number("time").longValue())
                .toList();
    }

    @Test
    void theTimeOfAProcessThatIsBeingKilledIsLeftOut() {
        assertThat(read(1, 100, 50)).containsExactly(100L, 50L);
        assertThat(read(1, 0, 60)).containsExactly(60L);
    }

    @Test
    void aNewLifeBeginsBelowTheOldOne() {
        read(1, 100);
        assertThat(read(2, 5)).containsExactly(5L);
    }

    @Test
    void aProcessorThatNeverRanHasAZero() {
        assertThat(read(1, 0)).containsExactly(0L);
        assertThat(read(1, 0)).containsExactly(0L);
    }

    @Test
    void aProcessorThatWasUnpluggedAndPluggedAgainBeginsAgain() {
        read(1, 100, 100);
        read(1, 110);
        assertThat(read(1, 120, 5)).containsExactly(120L, 5L);
    }

    @Test
    void aTimeThatStaysLowBelongsToANewProcessor() {
        read(1, 100);
        assertThat(read(1, 5)).isEmpty();
        assertThat(read(1, 6)).containsExactly(6L);
        assertThat(read(1, 7)).containsExactly(7L);
    }

    @Test
    void statisticsWithoutProcessorsForgetNone() {
        read(1, 100);
        Stats own = Stats.builder()
                .put(null, 0, "cpu.time", 5L)
                .build(new Moment(Instant.ofEpochSecond(2), 2_000_000_000L))
                .in(1);
        assertThat(filter.filtered(Map.of(UUID, own))).containsKey(UUID);
        assertThat(read(1, 0)).isEmpty();
    }

    @Test
    void anInstanceWhoseOwnTimeHasDecreasedIsLeftOut() {
        Stats before = Stats.builder()
                .put(null, 0, "cpu.system", 5L)
                .build(new Moment(Instant.ofEpochSecond(1), 1))
                .in(1);
        Stats dying = Stats.builder()
                .put(null, 0, "cpu.system", 0L)
                .build(new Moment(Instant.ofEpochSecond(2), 2))
                .in(1);
        assertThat(filter.filtered(Map.of(UUID, before))).containsKey(UUID);
        assertThat(filter.filtered(Map.of(UUID, dying))).isEmpty();
    }
}
