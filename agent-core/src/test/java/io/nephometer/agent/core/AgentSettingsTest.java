package io.nephometer.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.spool.SpoolLimits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentSettingsTest {

    private static final SpoolLimits DEFAULTS = new SpoolLimits(1L << 30, Duration.ofDays(7), -1, 8L << 20, 5_000);

    @Test
    void theDefaultStandsInForWhatIsWrongAndEachMistakeIsTold() {
        AgentSettings settings = AgentSettings.of(Map.of(
                "spool_max_bytes", "lots",
                "spool_max_age", "7x",
                "spool_memory_bytes", "1",
                "drain_samples_per_second", "-3",
                "spool_max_byte", "5"));
        assertThat(settings.bounds()).isEqualTo(DEFAULTS);
        assertThat(settings.mistakes())
                .containsExactly(
                        "io.nephometer.agent.core.cfg: 'spool_max_byte' is not known: did you mean 'spool_max_bytes'?",
                        "io.nephometer.agent.core.cfg: spool_max_bytes=lots: expected a whole number, 65536 or more;"
                                + " the default is taken",
                        "io.nephometer.agent.core.cfg: spool_max_age=7x: expected a number with s, m, h or d;"
                                + " the default, 7d, is taken",
                        "io.nephometer.agent.core.cfg: spool_memory_bytes=1: expected a whole number, 65536 or more;"
                                + " the default is taken",
                        "io.nephometer.agent.core.cfg: drain_samples_per_second=-3: expected a whole number, 0 or more;"
                                + " the default is taken");
    }

    @Test
    void whatIsGivenIsTaken() {
        AgentSettings settings = AgentSettings.of(Map.of(
                "host", " compute-17 ",
                "spool_max_bytes", "100000",
                "spool_max_age", "12h",
                "spool_min_free_bytes", "0",
                "drain_samples_per_second", 0,
                "service.pid", AgentSettings.PID,
                "felix.fileinstall.filename", "x"));
        assertThat(settings.host()).isEqualTo("compute-17");
        assertThat(settings.bounds()).isEqualTo(new SpoolLimits(100_000, Duration.ofHours(12), 0, 8L << 20, 0));
        assertThat(settings.mistakes()).isEmpty();
    }
}
