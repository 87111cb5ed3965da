package io.nephometer.publisher.mqtt;

import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.format.Format;
import io.nephometer.format.Formats;
import io.nephometer.format.TransportFactory;
import io.nephometer.publisher.mqtt.address.MqttUrl;
import io.nephometer.publisher.mqtt.link.ConnectionParameters;
import io.nephometer.publisher.mqtt.link.FlapDetector;
import io.nephometer.publisher.mqtt.link.PahoLink;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.settings.MqttSettingsFiles;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Opens publishers for {@code mqtt://} and {@code mqtts://} URLs, based on an immutable set of settings. */
final class MqttPublisherFactory implements TransportFactory {

    private final MqttSettingsFiles clients;
    private final AtomicLong goodbyes;

    /** @param goodbyes the counter of the links that this agent's publishers have ended */
    MqttPublisherFactory(MqttSettingsFiles clients, AtomicLong goodbyes) {
        this.clients = clients;
        this.goodbyes = goodbyes;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(MqttUrl.PLAIN, MqttUrl.TLS);
    }

    @Override
    public Publisher open(URI url, Origin origin, Formats formats) throws IOException {
        MqttUrl target = MqttUrl.parse(url);
        Format format = formats.open(target.format());
        MqttSettings settings = clients.select(target.client());
        settings.checkFormat(target.format());
        ConnectionParameters broker =
                ConnectionParameters.of(target, ClientId.of(settings.clientId(), origin), settings);
        StatusMessages status = new StatusMessages(origin, InstantSource.system());
        return new MqttPublisher(
                new PahoLink.Opener(broker),
                status,
                goodbyes,
                new FlapDetector(System::nanoTime),
                new BatchEncoder(
                        target.topic().forRoute(origin),
                        target.compress().equals("gzip") ? new GzipFormat(format) : format,
                        settings.maxMessageBytes()),
                target.qos());
    }
}
