package io.nephometer.publisher.mqtt.address;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;

/**
 * A publisher URL of the form {@code mqtt://HOST[:1883]} or {@code mqtts://HOST[:8883]}, optionally followed by
 * {@code ?topic=TEMPLATE&qos=0|1&format=NAME&compress=none|gzip&client=NAME}.
 *
 * @param host the name or address of the broker's host; an IPv6 address is enclosed in brackets
 * @param client the name that selects a named .cfg file; if absent, the plain .cfg file is used
 */
public record MqttUrl(
        String scheme,
        String host,
        int port,
        TopicTemplate topic,
        int qos,
        String format,
        String compress,
        Optional<String> client) {

    public static final String PLAIN = "mqtt";
    public static final String TLS = "mqtts";

    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>[A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?])(:(?<port>.*))?");
    private static final Pattern LOOPBACK =
            Pattern.compile("(?i)localhost|127(\\.\\d{1,3}){3}|\\[(0{1,4}:){7}0{0,3}1]|\\[::1]");

    /** @throws IllegalArgumentException if the URL is not valid; the message describes the expected form */
    public static MqttUrl parse(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        Matcher authority = authority(url);
        if (url.getRawFragment() != null && url.getRawFragment().contains("@")) { // a password that contains '#'
            throw MqttUrlQuery.credentials();
        }
        if (url.getRawPath() != null && !url.getRawPath().isEmpty()) {
            throw new IllegalArgumentException("the path '" + url.getRawPath()
                    + "' has no meaning here: a topic is given as ?topic=nephometer/{host}/samples");
        }
        if (url.getRawFragment() != null) {
            throw new IllegalArgumentException("'#' has no meaning here: a topic to publish to has no wildcards");
        }
        MqttUrlQuery query = MqttUrlQuery.parse(url.getRawQuery());
        return new MqttUrl(
                scheme,
                authority.group("host"),
                port(authority.group("port"), scheme),
                TopicTemplate.parse(query.topic()),
                query.qos(),
                query.format(),
                query.compress(),
                query.client());
    }

    private static Matcher authority(URI url) {
        String authority = url.getRawAuthority();
        String expected = url.getScheme().toLowerCase(Locale.ROOT) + "://HOST[:PORT]";
        if (url.toString().replaceFirst("[?#].*", "").contains("@")) {
            throw MqttUrlQuery.credentials();
        }
        Matcher matcher = AUTHORITY.matcher(authority == null ? "" : authority);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + authority + "' is not a valid host: expected " + expected);
        }
        if (matcher.group("host").isEmpty()) {
            throw new IllegalArgumentException("the host is missing: expected " + expected);
        }
        if (TLS.equals(url.getScheme().toLowerCase(Locale.ROOT)) && !isVerifiable(matcher.group("host"))) {
            throw new IllegalArgumentException(
                    "'" + matcher.group("host") + "' cannot be verified over TLS: a host name there"
                            + " has no '_', no empty part and no '-' at an end; use another name or the address of the host,"
                            + " which its certificate must contain");
        }
        return matcher;
    }

    /**
     * Returns whether Java can compare a host name with the names in a certificate. If Java cannot compare the names,
     * no certificate is trusted for the host.
     */
    private static boolean isVerifiable(String host) {
        try {
            return host.startsWith("[")
                    || !new SNIHostName(host.replaceFirst("\\.$", ""))
                            .getAsciiName()
                            .isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int port(String text, String scheme) {
        if (text == null) {
            return TLS.equals(scheme) ? 8883 : 1883;
        }
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "the port is not a number from 1 to 65535"); // the message omits the text, which may be a password
        }
        return port;
    }

    public boolean isTls() {
        return TLS.equals(scheme);
    }

    /**
     * Returns whether the host, as written in the URL, is {@code localhost} or a loopback address. The host name is not
     * resolved.
     */
    public boolean isLoopback() {
        return LOOPBACK.matcher(host).matches();
    }

    /** Returns the URL reduced to its scheme, host and port. */
    public String address() {
        return scheme + "://" + host + ":" + port;
    }
}
