package io.nephometer.publisher.mqtt.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to connect, whichever broker it is, and how to encode for it: what a .cfg file says.
 *
 * @param file the name of that file
 * @param timeout the longest silence of a broker before it is given up
 * @param keepAlive how often an idle link is tried
 * @param clientId what the client ids of the routes begin with
 * @param maxMessageBytes of a message before it is compressed, unless a single sample is bigger
 * @param mistakes what is wrong, though a broker can be connected to without it
 */
public record MqttSettings(
        String file,
        Optional<String> username,
        Optional<SettingFile> passwordFile,
        boolean allowPlaintextPassword,
        Duration timeout,
        Duration keepAlive,
        Optional<String> clientId,
        TlsFiles tls,
        int maxMessageBytes,
        Optional<SettingFile> telemetrySecret,
        List<String> mistakes) {

    public static final String PID = "io.nephometer.publisher.mqtt";
    public static final int DEFAULT_MESSAGE_BYTES = 128 * 1024;

    public static final List<String> KEYS = List.of(
            "username",
            "password_file",
            "allow_plaintext_password",
            "timeout",
            "keep_alive",
            "client_id",
            "ca_file",
            "cert_file",
            "key_file",
            "max_message_bytes",
            "telemetry_secret_file");

    private static final int LONGEST_CLIENT_ID = 256; // bytes; MQTT has room for more
    private static final int LONGEST = 65_535; // what MQTT has room for, in seconds
    private static final int BIGGEST = 256_000_000; // what MQTT has room for, roughly

    /**
     * @param given by their keys
     * @throws IllegalArgumentException if what says who the agent is, is wrong: nothing can stand in for that
     */
    static MqttSettings of(String file, Map<String, ?> given) {
        SettingValues values = new SettingValues(file, given, KEYS);
        if (values.has("password_file") && !values.has("username")) {
            throw values.wrong("password_file without username: MQTT has no password without a user");
        }
        return new MqttSettings(
                file,
                values.text("username"),
                values.file("password_file"),
                values.truth("allow_plaintext_password"),
                Duration.ofSeconds(values.whole("timeout", 10, 1, LONGEST)),
                Duration.ofSeconds(values.whole("keep_alive", 15, 1, LONGEST)),
                clientId(values),
                tls(values),
                values.whole("max_message_bytes", DEFAULT_MESSAGE_BYTES, 1024, BIGGEST),
                values.file("telemetry_secret_file"),
                values.mistakes());
    }

    private static Optional<String> clientId(SettingValues values) {
        Optional<String> id = values.text("client_id");
        if (id.isPresent() && !isLegalClientId(id.get())) {
            values.mistake("client_id: at most " + LONGEST_CLIENT_ID + " bytes without control characters");
            return Optional.empty();
        }
        return id;
    }

    private static boolean isLegalClientId(String id) {
        return id.chars().noneMatch(Character::isISOControl)
                && id.getBytes(StandardCharsets.UTF_8).length <= LONGEST_CLIENT_ID;
    }

    private static TlsFiles tls(SettingValues values) {
        if (values.has("cert_file") != values.has("key_file")) {
            boolean certificate = values.has("cert_file");
            throw values.wrong((certificate ? "cert_file without key_file" : "key_file without cert_file")
                    + ": a client proves itself with both, or with neither");
        }
        return new TlsFiles(values.file("ca_file"), values.file("cert_file"), values.file("key_file"));
    }

    /** What the password file holds now, without the newline at its end; null if there is no such file configured. */
    public char[] password() throws IOException {
        return passwordFile.isEmpty() ? null : passwordFile.get().secret().toCharArray();
    }

    /**
     * What Ceilometer calls its telemetry_secret; empty if there is no such file configured.
     *
     * @throws IOException if the file cannot be read
     */
    public String secret() throws IOException {
        try {
            return telemetrySecret.isEmpty() ? "" : telemetrySecret.get().secret();
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
