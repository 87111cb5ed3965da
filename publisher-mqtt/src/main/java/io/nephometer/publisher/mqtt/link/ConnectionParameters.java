package io.nephometer.publisher.mqtt.link;

import io.nephometer.publisher.mqtt.address.MqttUrl;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.tls.TlsSockets;
import java.io.IOException;

/**
 * A broker, together with the client ID and the settings used to connect to it.
 *
 * @param host the name or address of the broker's host; an IPv6 address is enclosed in brackets
 */
public record ConnectionParameters(String host, int port, String clientId, MqttSettings settings, boolean tls) {

    /**
     * Returns the broker that a URL identifies. Each file that the settings refer to is read once so that any mistake
     * is reported before the agent tries to connect.
     *
     * @throws IOException if the settings do not permit a connection to the broker
     */
    public static ConnectionParameters of(MqttUrl url, String clientId, MqttSettings settings) throws IOException {
        if (settings.passwordFile().isPresent()
                && !url.isTls()
                && !url.isLoopback()
                && !settings.allowPlaintextPassword()) {
            throw new IOException(url.address() + " would send the password unencrypted:"
                    + " use mqtts://, or set allow_plaintext_password=true in " + settings.file());
        }
        try {
            settings.password();
            if (url.isTls()) {
                TlsSockets.factory(settings.tls());
            }
        } catch (IOException e) {
            throw new IOException(settings.file() + ": " + e.getMessage(), e);
        }
        return new ConnectionParameters(url.host(), url.port(), clientId, settings, url.isTls());
    }

    @Override
    public String toString() {
        return (tls ? MqttUrl.TLS : MqttUrl.PLAIN) + "://" + host + ":" + port;
    }
}
