package io.nephometer.publisher.mqtt;

import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.publisher.mqtt.address.MqttUrl;
import io.nephometer.publisher.mqtt.address.TopicTemplate;
import io.nephometer.publisher.mqtt.format.CeilometerFormat;
import io.nephometer.publisher.mqtt.format.Format;
import io.nephometer.publisher.mqtt.format.GzipFormat;
import io.nephometer.publisher.mqtt.format.JsonFormat;
import io.nephometer.publisher.mqtt.link.Broker;
import io.nephometer.publisher.mqtt.link.FlapDetector;
import io.nephometer.publisher.mqtt.link.PahoLink;
import io.nephometer.publisher.mqtt.settings.MqttSettings;
import io.nephometer.publisher.mqtt.settings.NamedSettings;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Opens publishers for {@code mqtt://} and {@code mqtts://} URLs, with settings that do not change. */
final class MqttPublisherFactory implements PublisherFactory {

    private final NamedSettings clients;
    private final AtomicLong goodbyes;

    /** @param goodbyes counts the links that any publisher of this agent has ended */
    MqttPublisherFactory(NamedSettings clients, AtomicLong goodbyes) {
        this.clients = clients;
        this.goodbyes = goodbyes;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(MqttUrl.PLAIN, MqttUrl.TLS);
    }

    @Override
    public Publisher open(URI url, Origin origin) throws IOException {
        MqttUrl target = MqttUrl.parse(url);
        MqttSettings settings = clients.select(target.client());
        Broker broker = Broker.of(target, ClientId.of(settings.clientId(), origin), settings);
        StatusMessages status = new StatusMessages(origin, InstantSource.system());
        Format format = format(target, settings, origin);
        return new MqttPublisher(
                new PahoLink.Opener(broker),
                status,
                goodbyes,
                new FlapDetector(System::nanoTime),
                target.compress().equals("gzip") ? new GzipFormat(format) : format,
                target.qos());
    }

    private static Format format(MqttUrl target, MqttSettings settings, Origin origin) throws IOException {
        TopicTemplate topic = target.topic().forRoute(origin);
        return target.format().equals("ceilometer")
                ? new CeilometerFormat(topic, origin, settings.maxMessageBytes(), settings.secret())
                : new JsonFormat(topic, origin, settings.maxMessageBytes());
    }
}
