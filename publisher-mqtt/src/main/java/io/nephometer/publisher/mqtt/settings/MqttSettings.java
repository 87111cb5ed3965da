package io.nephometer.publisher.mqtt.settings;

import io.nephometer.text.FileSetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a .cfg file: the settings for connecting to a broker and the maximum size of a message.
 *
 * @param file the name of the .cfg file
 * @param timeout the time for which a broker may be silent before the link is cut
 * @param keepAlive the interval between pings on an idle link
 * @param clientId the prefix for the client IDs of all routes
 * @param maxMessageBytes the maximum size of a message in bytes, before compression; a single sample that exceeds this
 *     size is still sent
 * @param hasTelemetrySecret whether the file contains the secret that now belongs in the separate .cfg file for the
 *     {@code ceilometer} format
 * @param mistakes the mistakes in the file that do not prevent a connection
 */
public record MqttSettings(
        String file,
        Optional<String> username,
        Optional<FileSetting> passwordFile,
        boolean allowPlaintextPassword,
        Duration timeout,
        Duration keepAlive,
        Optional<String> clientId,
        TlsFiles tls,
        int maxMessageBytes,
        boolean hasTelemetrySecret,
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
            "max_message_bytes");

    private static final String TELEMETRY_SECRET = "telemetry_secret_file";

    private static final int MAX_CLIENT_ID_BYTES = 256; // fewer than MQTT allows
    private static final int MAX_SECONDS = 65_535; // the maximum keep-alive interval of MQTT
    private static final int MAX_MESSAGE_BYTES = 256_000_000; // approximately the limit of MQTT

    /**
     * @param properties the values in the file, keyed by setting name
     * @throws IllegalArgumentException if a setting that determines the agent's identity is invalid, because such a
     *     setting has no default
     */
    static MqttSettings of(String file, Map<String, ?> properties) {
        Map<String, Object> own = new HashMap<>(properties);
        boolean hasTelemetrySecret = own.remove(TELEMETRY_SECRET) != null;
        SettingValues values = new SettingValues(file, own, KEYS);
        if (values.has("password_file") && !values.has("username")) {
            throw values.invalid("password_file without username: MQTT has no password without a user");
        }
        return new MqttSettings(
                file,
                values.text("username"),
                values.file("password_file"),
                values.bool("allow_plaintext_password"),
                Duration.ofSeconds(values.integer("timeout", 10, 1, MAX_SECONDS)),
                Duration.ofSeconds(values.integer("keep_alive", 15, 1, MAX_SECONDS)),
                clientId(values),
                tls(values),
                values.integer("max_message_bytes", DEFAULT_MESSAGE_BYTES, 1024, MAX_MESSAGE_BYTES),
                hasTelemetrySecret,
                values.mistakes());
    }

    private static Optional<String> clientId(SettingValues values) {
        Optional<String> id = values.text("client_id");
        if (id.isPresent() && !isLegalClientId(id.get())) {
            values.addMistake("client_id: at most " + MAX_CLIENT_ID_BYTES + " bytes without control characters");
            return Optional.empty();
        }
        return id;
    }

    private static boolean isLegalClientId(String id) {
        return id.chars().noneMatch(Character::isISOControl)
                && id.getBytes(StandardCharsets.UTF_8).length <= MAX_CLIENT_ID_BYTES;
    }

    private static TlsFiles tls(SettingValues values) {
        if (values.has("cert_file") != values.has("key_file")) {
            boolean certificate = values.has("cert_file");
            throw values.invalid((certificate ? "cert_file without key_file" : "key_file without cert_file")
                    + ": a client proves itself with both, or with neither");
        }
        return new TlsFiles(values.file("ca_file"), values.file("cert_file"), values.file("key_file"));
    }

    /**
     * Reads the password from its file and removes the trailing newline. Returns null if no password file is
     * configured.
     */
    public char[] password() throws IOException {
        return passwordFile.isEmpty() ? null : passwordFile.get().secret().toCharArray();
    }

    /**
     * Checks that a format does not depend on a secret that is no longer read from this file. Without the secret,
     * messages would not be signed.
     *
     * @throws IOException if the format is {@code ceilometer} and the file contains that format's secret
     */
    public void checkFormat(String format) throws IOException {
        if (hasTelemetrySecret && format.matches("ceilometer(~.*)?")) {
            throw new IOException(file + ": " + TELEMETRY_SECRET + " is not read here any more: set it in conf/"
                    + "io.nephometer.format.ceilometer.cfg, which also says how several are named, and remove it here");
        }
    }
}
