package io.nephometer.publisher.mqtt;

import javax.net.ssl.SSLSocketFactory;

/**
 * Where to connect to, as whom and how.
 *
 * @param host a name or an address, IPv6 in brackets
 * @param tls null for plain TCP
 */
record Broker(String host, int port, String clientId, Settings settings, SSLSocketFactory tls) {

    @Override
    public String toString() {
        return (tls == null ? MqttUrl.PLAIN : MqttUrl.TLS) + "://" + host + ":" + port;
    }
}
