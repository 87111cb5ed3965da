package io.nephometer.agent.core;

import io.nephometer.agent.core.spool.Bounds;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in {@code io.nephometer.agent.core.cfg}, checked. */
final class Settings {

    private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));
    private static final long LEAST = 64 << 10;

    private Settings() {}

    /** @throws IllegalArgumentException if one of them is wrong: which, and what would be right */
    static Bounds bounds(Agent.Config config) {
        return new Bounds(
                atLeast("spool_max_bytes", config.spool__max__bytes(), LEAST),
                age(config.spool__max__age()),
                config.spool__min__free__bytes(),
                atLeast("spool_memory_bytes", config.spool__memory__bytes(), LEAST),
                atLeast("drain_samples_per_second", config.drain__samples__per__second(), 0));
    }

    private static long atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "io.nephometer.agent.core.cfg: " + name + "=" + value + ": at least " + least + " would be right");
        }
        return value;
    }

    private static Duration age(String text) {
        Matcher matcher = AGE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("io.nephometer.agent.core.cfg: spool_max_age=" + text
                    + ": a number with s, m, h or d would be right, 7d for example");
        }
        return UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
    }
}
