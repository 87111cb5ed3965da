package io.nephometer.publisher.mqtt.link;

import io.nephometer.publisher.mqtt.address.MqttUrl;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.tls.TlsContext;
import java.io.IOException;

/**
 * A broker to connect to, with the client id and the settings of the connection.
 *
 * @param host a name or an address, IPv6 in brackets
 */
public record Broker(String host, int port, String clientId, MqttSettings settings, boolean tls) {

    /**
     * Returns the broker that a URL names. Reads each file that the settings need once, so that a mistake is reported
     * before anything waits for the broker.
     *
     * @throws IOException if the broker cannot be connected to with these settings
     */
    public static Broker of(MqttUrl url, String clientId, MqttSettings settings) throws IOException {
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
                TlsContext.socketFactory(settings.tls());
            }
        } catch (IOException e) {
            throw new IOException(settings.file() + ": " + e.getMessage(), e);
        }
        return new Broker(url.host(), url.port(), clientId, settings, url.isTls());
    }

    @Override
    public String toString() {
        return (tls ? MqttUrl.TLS : MqttUrl.PLAIN) + "://" + host + ":" + port;
    }
}
