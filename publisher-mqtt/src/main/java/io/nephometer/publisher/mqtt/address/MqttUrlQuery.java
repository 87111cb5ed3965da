package io.nephometer.publisher.mqtt.address;

import io.nephometer.api.Redaction;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.text.Suggestion;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The query of a publisher URL, that is, the part after the question mark. */
record MqttUrlQuery(String topic, int qos, String format, String compress, Optional<String> client) {

    private static final List<String> KEYS = List.of("topic", "qos", "format", "compress", "client");
    private static final String DEFAULT_FORMAT = "json";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

    /**
     * A pattern that matches keys that look like credentials. If a password contains a question mark, part of the URL
     * may be mistaken for a key.
     */
    private static final Pattern CREDENTIAL = Pattern.compile("(?i)@|pass|pwd|secret|token|cred|auth|user|login");

    /**
     * Returns an exception that explains where to configure a user name and password, without revealing their values.
     */
    static IllegalArgumentException credentials() {
        return new IllegalArgumentException("a user or a password does not belong in a URL:"
                + " set username and password_file in conf/" + MqttSettings.PID + ".cfg");
    }

    static MqttUrlQuery parse(String raw) {
        Map<String, String> values = raw == null || raw.isEmpty() ? Map.of() : values(raw);
        return new MqttUrlQuery(
                values.getOrDefault("topic", TopicTemplate.DEFAULT),
                qos(values.getOrDefault("qos", "1")),
                format(values.getOrDefault("format", DEFAULT_FORMAT)),
                compress(values.getOrDefault("compress", "none")),
                Optional.ofNullable(values.get("client")).map(MqttUrlQuery::client));
    }

    private static String compress(String text) {
        if (!text.equals("none") && !text.equals("gzip")) {
            throw new IllegalArgumentException(
                    "compress=" + text + " is not known: expected compress=none or compress=gzip");
        }
        return text;
    }

    private static Map<String, String> values(String raw) {
        Map<String, String> values = new HashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (MqttSettings.KEYS.contains(key)) {
                throw new IllegalArgumentException("'" + key + "' belongs in conf/" + MqttSettings.PID
                        + ".cfg, or in conf/" + MqttSettings.PID + "~NAME.cfg that ?client=NAME selects");
            }
            if (CREDENTIAL.matcher(key).find()) {
                throw credentials();
            }
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("'" + Redaction.ofUrl(key) + "' is not known: did you mean '"
                        + Suggestion.nearest(key, KEYS) + "'? Known are " + String.join(", ", KEYS));
            }
            if (equals < 0 || equals == pair.length() - 1) {
                throw new IllegalArgumentException("'" + key + "' has no value: expected " + key + "=VALUE");
            }
            if (values.put(key, decode(pair.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("'" + key + "' is given twice");
            }
        }
        return values;
    }

    /**
     * Checks the syntax of a format's name and returns the name. The method does not check whether the format exists
     * because the available formats depend on the installed plugins.
     */
    private static String format(String name) {
        if (!name.matches("[A-Za-z0-9_.~-]+")) {
            throw new IllegalArgumentException("format=" + name.replaceAll("\\p{Cntrl}", "?")
                    + ": expected the name of a format, of A-Z a-z 0-9 _ . ~ -");
        }
        return name;
    }

    private static int qos(String text) {
        return switch (text) {
            case "0" -> 0;
            case "1" -> 1;
            default ->
                throw new IllegalArgumentException(
                        "qos=" + text + ": expected qos=1 (at least once) or qos=0 (at most once)");
        };
    }

    private static String client(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("client=" + name.replaceAll("\\p{Cntrl}", "?") + ": the NAME of a file "
                    + MqttSettings.PID + "~NAME.cfg, of A-Z a-z 0-9 _ . -");
        }
        return name;
    }

    private static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); ) {
            if (text.charAt(i) == '%') { // java.net.URI has checked that two hexadecimal digits follow
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 3;
            } else {
                String character = Character.toString(text.codePointAt(i));
                bytes.writeBytes(character.getBytes(StandardCharsets.UTF_8));
                i += character.length();
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("'" + text + "' is not UTF-8 text", e);
        }
    }
}
