package io.nephometer.hypervisor.libvirt.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.nephometer.api.Moment;
import io.nephometer.hypervisor.Stats;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DiskErrorsTest {

    private static final Moment READ = Moment.now();
    private static final long RUNNING = 1;
    private static final long PAUSED = 3;
    private static final long LAST_STATE = 7;
    private static final long LAST_REASON = 13;
    private static final long IO_ERROR = 5;

    private Map<String, Integer> errors = Map.of();
    private int questions;

    @Test
    void aDomainThatWasNotStoppedByADiskErrorIsNotQueried() {
        for (long state = 0; state <= LAST_STATE; state++) {
            for (long reason = 0; reason <= LAST_REASON; reason++) {
                if (state != PAUSED || reason != IO_ERROR) {
                    assertThat(read(state(state, reason)).each("diskerror")).isEmpty();
                }
            }
        }
        assertThat(questions).isZero();
    }

    @Test
    void aDomainWithAnUnknownStateIsNotQueried() {
        read(Stats.builder());
        read(Stats.builder().put(null, 0, "state.state", PAUSED));
        assertThat(questions).isZero();
    }

    @Test
    void aDomainThatWasStoppedByADiskErrorIsQueriedOnceAndMayReturnNothing() {
        assertThat(read(state(PAUSED, IO_ERROR)).each("diskerror")).isEmpty();
        assertThat(questions).isEqualTo(1);
    }

    @Test
    void eachDiskErrorIsAddedToTheOtherStatistics() {
        errors = new TreeMap<>(Map.of("vda", 2, "vdc", 1));
        Stats.Builder known = state(PAUSED, IO_ERROR).put("block", 0, "rd.reqs", 9L);
        Stats stats = read(known);
        assertThat(stats.each("diskerror"))
                .extracting(disk -> disk.text("name").orElse(null), disk -> disk.number("error"), Stats::read)
                .containsExactly(tuple("vda", 2L, READ), tuple("vdc", 1L, READ));
        assertThat(stats.sum("block", "rd.reqs")).isEqualTo(9L);
        assertThat(stats.number("state.reason")).isEqualTo(IO_ERROR);
    }

    @Test
    void whenItRunsAgainTheErrorsAreOver() {
        errors = Map.of("vda", 2);
        assertThat(read(state(RUNNING, IO_ERROR)).each("diskerror")).isEmpty();
    }

    private static Stats.Builder state(long state, long reason) {
        return Stats.builder().put(null, 0, "state.state", state).put(null, 0, "state.reason", reason);
    }

    private Stats read(Stats.Builder stats) {
        return DiskErrors.added(stats, READ, () -> {
            questions++;
            return errors;
        });
    }
}
