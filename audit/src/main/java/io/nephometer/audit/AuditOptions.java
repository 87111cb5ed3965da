package io.nephometer.audit;

import io.nephometer.api.Redaction;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options for an audit and the URLs of the brokers to subscribe to. */
record AuditOptions(
        List<URI> urls, Optional<Duration> length, boolean json, boolean fromStart, boolean durable, boolean help) {

    private static final String DEFAULT_URL = "mqtt://127.0.0.1:1883";
    private static final int MAX_SECONDS = 365 * 86_400;

    /**
     * Parses the arguments of the {@code mqtt:audit} command.
     *
     * @throws IllegalArgumentException if an argument is invalid; the message describes the expected form
     */
    static AuditOptions parse(String... words) {
        List<URI> urls = new ArrayList<>();
        Optional<Duration> length = Optional.empty();
        boolean json = false;
        boolean fromStart = false;
        boolean durable = false;
        boolean help = false;
        for (int i = 0; i < words.length; i++) {
            switch (words[i]) {
                case "--json" -> json = true;
                case "--from-start" -> fromStart = true;
                case "--durable" -> durable = true;
                case "--help" -> help = true;
                case "--seconds" -> length = Optional.of(seconds(++i < words.length ? words[i] : ""));
                default -> urls.add(url(words[i]));
            }
        }
        return new AuditOptions(
                urls.isEmpty() ? List.of(URI.create(DEFAULT_URL)) : List.copyOf(urls),
                length,
                json,
                fromStart,
                durable,
                help);
    }

    private static Duration seconds(String text) {
        int seconds = text.matches("[0-9]{1,8}") ? Integer.parseInt(text) : 0;
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new IllegalArgumentException("--seconds " + text + ": whole seconds from 1 to " + MAX_SECONDS);
        }
        return Duration.ofSeconds(seconds);
    }

    private static URI url(String word) {
        if (word.startsWith("--")) {
            throw new IllegalArgumentException("unknown option " + word + ": see --help");
        }
        try {
            URI url = URI.create(word.replace("{", "%7B").replace("}", "%7D"));
            if (!"mqtt".equalsIgnoreCase(url.getScheme()) && !"mqtts".equalsIgnoreCase(url.getScheme())) {
                throw new IllegalArgumentException("it begins with neither mqtt:// nor mqtts://");
            }
            return url;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + Redaction.ofUrl(word) + "' is not a valid URL: expected mqtt://HOST[:PORT]");
        }
    }
}
