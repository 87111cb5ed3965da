package io.nephometer.publisher.file;

import io.nephometer.api.Redaction;
import io.nephometer.text.Suggestion;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A publisher URL of the form {@code file:///PATH?format=NAME&max_bytes=BYTES&backup_count=FILES&json}.
 *
 * @param rotation the limits for rotating the file; as in Ceilometer, the file is rotated only if both limits are
 *     specified and positive
 */
record FileUrl(Path path, String format, Rotation rotation) {

    static final String SCHEME = "file";

    private static final String MAX_BYTES = "max_bytes";
    private static final String BACKUP_COUNT = "backup_count";
    private static final String FORMAT = "format";
    private static final String JSON = "json"; // Ceilometer's flag for JSON lines, which are the default here
    private static final List<String> KEYS = List.of(MAX_BYTES, BACKUP_COUNT, FORMAT, JSON);
    private static final String DEFAULT_FORMAT = "jsonl";
    private static final int MAX_BACKUPS = 9_999;

    /**
     * The limits for rotating a file: the maximum size of a file and the number of full files to keep.
     *
     * @param maxBytes the maximum size of a file in bytes; 0 means no limit
     */
    record Rotation(long maxBytes, int backupCount) {
        boolean isOn() {
            return maxBytes > 0 && backupCount > 0;
        }

        /**
         * Returns whether only one of the two limits is specified. If only one limit is specified, the file is not
         * rotated and grows without limit.
         */
        boolean isHalf() {
            return maxBytes > 0 != backupCount > 0;
        }
    }

    /** @throws IllegalArgumentException if the URL is not valid; the message describes the expected form */
    static FileUrl parse(URI url) {
        Path path = path(url);
        Map<String, String> values = values(url.getRawQuery());
        long maxBytes = number(MAX_BYTES, values.getOrDefault(MAX_BYTES, "0"), Long.MAX_VALUE);
        long backupCount = number(BACKUP_COUNT, values.getOrDefault(BACKUP_COUNT, "0"), MAX_BACKUPS);
        return new FileUrl(
                path, format(values.getOrDefault(FORMAT, DEFAULT_FORMAT)), new Rotation(maxBytes, (int) backupCount));
    }

    private static Path path(URI url) {
        String path = url.getPath();
        if (url.getRawAuthority() != null) {
            String given = Redaction.ofUrl(url.getRawAuthority());
            throw new IllegalArgumentException(
                    "'" + given + "' would be a host, and only files of this host are written: did you mean file:///"
                            + given + url.getRawPath() + "?");
        }
        if (path == null || !path.startsWith("/")) {
            throw new IllegalArgumentException("the path is not absolute: expected file:///PATH");
        }
        if (path.endsWith("/")) {
            throw new IllegalArgumentException("'" + path + "' is a directory: expected file:///PATH of a file");
        }
        if (url.getRawFragment() != null) {
            throw new IllegalArgumentException("'#' has no meaning here: write %23 in a path");
        }
        if (path.chars().anyMatch(c -> Character.isISOControl(c) || c == '\uFFFD')) {
            throw new IllegalArgumentException("the path must be UTF-8 text without control characters");
        }
        return Path.of(path);
    }

    private static Map<String, String> values(String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("'" + key + "' is not known: did you mean '"
                        + Suggestion.nearest(key, KEYS) + "'? Known are " + String.join(", ", KEYS));
            }
            if (values.put(key, equals < 0 ? "" : pair.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("'" + key + "' is given twice");
            }
        }
        return values;
    }

    /**
     * Returns the name of a format after checking its syntax. The method does not check whether the format exists
     * because the available formats depend on the installed plugins.
     */
    private static String format(String name) {
        if (!name.matches("[A-Za-z0-9_.~-]+")) {
            throw new IllegalArgumentException(
                    FORMAT + "=" + name + ": expected the name of a format, of A-Z a-z 0-9 _ . ~ -");
        }
        return name;
    }

    private static long number(String key, String text, long max) {
        try {
            long number = text.matches("[0-9]+") ? Long.parseLong(text) : -1;
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) { // the number is too large for a long: reported below
        }
        throw new IllegalArgumentException(
                key + "=" + text + ": expected a whole number from 0 (never rotated) to " + max);
    }
}
