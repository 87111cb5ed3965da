package io.nephometer.agent.core;

import io.nephometer.agent.core.deploy.TrustedPlugins;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.spool.SpoolLimits;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.text.RegularFile;
import io.nephometer.text.Suggestion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agent's settings, as read from {@code io.nephometer.agent.core.cfg}. Each invalid value is replaced with the
 * default, so that a mistake in the settings file does not stop the agent from polling.
 *
 * @param host the configured host name; if empty, the host name that the kernel reports is used
 * @param bounds the limits that apply to each spool
 * @param allowed the name of the file that lists the SHA-256 checksums of the plugins that may run; if blank, any
 *     plugin may run
 * @param certificate the name of the file that contains the certificate against which plugin signatures are verified;
 *     if blank, plugins need no signature
 * @param isFromFile whether the settings were read from the .cfg file
 * @param mistakes the messages about unknown keys and invalid values
 */
record AgentSettings(
        String host,
        SpoolLimits bounds,
        String allowed,
        String certificate,
        boolean isFromFile,
        List<String> mistakes) {

    static final String PID = "io.nephometer.agent.core";

    private static final String FILE = "felix.fileinstall.filename"; // set by the framework's reader of .cfg files

    private static final String HOST = "host";
    private static final String BYTES = "spool_max_bytes";
    private static final String AGE = "spool_max_age";
    private static final String FREE = "spool_min_free_bytes";
    private static final String MEMORY = "spool_memory_bytes";
    private static final String DRAIN = "drain_samples_per_second";
    private static final String ALLOWED = "deploy_allowed";
    private static final String CERTIFICATE = "deploy_certificate";
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of(HOST, BYTES, AGE, FREE, MEMORY, DRAIN, ALLOWED, CERTIFICATE));

    private static final Pattern PLATFORM = Pattern.compile("(service|component|felix|osgi)\\..*");
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));
    private static final long LEAST = 64 << 10;

    /** Returns whether a key was added by the framework rather than read from a .cfg file. */
    static boolean isOfPlatform(String key) {
        return PLATFORM.matcher(key).matches();
    }

    static AgentSettings of(Map<String, ?> given) {
        List<String> mistakes = new ArrayList<>();
        new TreeSet<>(given.keySet())
                .stream()
                        .filter(key -> !KEYS.contains(key) && !isOfPlatform(key))
                        .forEach(key -> mistakes.add(PID + ".cfg: " + Suggestion.unknownKey(key, KEYS)));
        SpoolLimits bounds = new SpoolLimits(
                number(given, BYTES, 1L << 30, LEAST, mistakes),
                age(given, mistakes),
                number(given, FREE, -1, 0, mistakes),
                number(given, MEMORY, 8L << 20, LEAST, mistakes),
                number(given, DRAIN, 5_000, 0, mistakes));
        return new AgentSettings(
                text(given, HOST),
                bounds,
                text(given, ALLOWED),
                text(given, CERTIFICATE),
                given.containsKey(FILE),
                List.copyOf(mistakes));
    }

    /**
     * Returns the restrictions on which plugins may run.
     *
     * @param conf the directory against which relative file names are resolved
     */
    TrustedPlugins trust(Path conf) {
        return new TrustedPlugins(
                file(conf, allowed), file(conf, certificate), unread(conf).filter(AgentSettings::mayRestrict));
    }

    /**
     * Returns the agent's .cfg file if it exists but was not read. The framework component that reads .cfg files has
     * logged why the file was not read.
     */
    Optional<Path> unread(Path conf) {
        Path own = conf.resolve(PID + ".cfg");
        return isFromFile || !Files.exists(own) ? Optional.empty() : Optional.of(own);
    }

    /** Returns whether an unread settings file might restrict which plugins may run. */
    private static boolean mayRestrict(Path unread) {
        try {
            return new String(RegularFile.read(unread), StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> line.strip().startsWith("deploy_"));
        } catch (IOException e) { // the content of the file is unknown, so it may contain a restriction
            return true;
        }
    }

    private static Optional<Path> file(Path conf, String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(conf.resolve(name));
    }

    private static String text(Map<String, ?> given, String key) {
        return given.get(key) == null ? "" : given.get(key).toString().strip();
    }

    private static long number(Map<String, ?> given, String key, long other, long least, List<String> mistakes) {
        String text = text(given, key);
        if (text.isEmpty()) {
            return other;
        }
        if (text.matches("[0-9]{1,18}") && Long.parseLong(text) >= least) {
            return Long.parseLong(text);
        }
        mistakes.add("%s.cfg: %s=%s: expected a whole number, %s or more; the default is taken"
                .formatted(PID, key, text, least));
        return other;
    }

    private static Duration age(Map<String, ?> given, List<String> mistakes) {
        String text = text(given, AGE);
        Matcher matcher = DURATION.matcher(text.isEmpty() ? "7d" : text);
        if (matcher.matches()) {
            return UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
        }
        mistakes.add("%s.cfg: %s=%s: expected a number with s, m, h or d; the default, 7d, is taken"
                .formatted(PID, AGE, text));
        return Duration.ofDays(7);
    }

    /** Reports mistakes in the settings file or a failure to read the file. */
    void reportMistakes(Path conf, TrustedPlugins trust, Health health) {
        HealthKey key = HealthKey.agent("settings");
        unread(conf)
                .ifPresent(file -> health.failed(
                        key,
                        new IOException(file + " cannot be read, and the log says why: the defaults are taken"
                                + (trust.unread().isEmpty()
                                        ? ""
                                        : ", and no plugin is loaded, because the file may restrict which"))));
        if (!mistakes.isEmpty()) {
            health.failed(key, new IOException(String.join("; ", mistakes)));
        }
    }
}
