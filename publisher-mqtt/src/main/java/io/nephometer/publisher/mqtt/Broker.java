package io.nephometer.publisher.mqtt;

/**
 * Where to connect to, as whom and how.
 *
 * @param host a name or an address, IPv6 in brackets
 */
record Broker(String host, int port, String clientId, Settings settings, boolean tls) {

    @Override
    public String toString() {
        return (tls ? MqttUrl.TLS : MqttUrl.PLAIN) + "://" + host + ":" + port;
    }
}
