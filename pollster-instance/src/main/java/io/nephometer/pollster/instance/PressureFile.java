package io.nephometer.pollster.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one of the kernel's {@code .pressure} files. The file contains the total time for which some tasks waited and
 * the total time for which all tasks waited, in microseconds.
 */
final class PressureFile {

    /**
     * A pattern that matches a line of the file, such as {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=58761459}.
     */
    private static final Pattern LINE = Pattern.compile("(some|full) .*\\btotal=([0-9]{1,18})");

    private PressureFile() {}

    /**
     * Returns the total waiting times in microseconds, keyed by {@code some} and {@code full}. The map is empty if the
     * kernel does not record pressure or the cgroup no longer exists.
     */
    static Map<String, Long> read(Path file) {
        try {
            return parse(Files.readAllLines(file));
        } catch (IOException e) {
            return Map.of(); // reading the file also fails if pressure recording is disabled
        }
    }

    static Map<String, Long> parse(List<String> lines) {
        Map<String, Long> totals = new TreeMap<>();
        for (String line : lines) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                totals.put(parts.group(1), Long.valueOf(parts.group(2)));
            }
        }
        return totals;
    }
}
