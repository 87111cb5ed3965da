package io.nephometer.agent.core.pipeline;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses polling intervals, which are written as a number of seconds or as a number with the unit ms, s, m or h. */
final class IntervalParser {

    private static final Pattern NOTATION = Pattern.compile("(0|[1-9][0-9]{0,8})(\\.[0-9]{1,6})?(ms|s|m|h)?");
    private static final Map<String, BigDecimal> SECONDS = Map.of(
            "ms", new BigDecimal("0.001"), "s", BigDecimal.ONE, "m", new BigDecimal(60), "h", new BigDecimal(3600));
    private static final Duration MIN = Duration.ofMillis(100);
    private static final Duration MAX = Duration.ofDays(366);

    private IntervalParser() {}

    /**
     * Returns the interval that the text denotes, or empty if the text does not denote an interval between 0.1 s and
     * 366 days.
     */
    static Optional<Duration> parse(String text) {
        Matcher matcher = NOTATION.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String fraction = matcher.group(2) == null ? "" : matcher.group(2);
        String unit = matcher.group(3) == null ? "s" : matcher.group(3);
        BigDecimal seconds = new BigDecimal(matcher.group(1) + fraction).multiply(SECONDS.get(unit));
        Duration interval = Duration.ofMillis(seconds.movePointRight(3).longValue());
        return Optional.of(interval).filter(i -> i.compareTo(MIN) >= 0 && i.compareTo(MAX) <= 0);
    }
}
