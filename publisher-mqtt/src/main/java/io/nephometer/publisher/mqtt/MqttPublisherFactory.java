package io.nephometer.publisher.mqtt;

import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.publisher.mqtt.address.MqttUrl;
import io.nephometer.publisher.mqtt.address.TopicTemplate;
import io.nephometer.publisher.mqtt.format.CeilometerFormat;
import io.nephometer.publisher.mqtt.format.Format;
import io.nephometer.publisher.mqtt.format.Gzip;
import io.nephometer.publisher.mqtt.format.JsonFormat;
import io.nephometer.publisher.mqtt.link.Broker;
import io.nephometer.publisher.mqtt.link.PahoLink;
import io.nephometer.publisher.mqtt.link.ShortLinks;
import io.nephometer.publisher.mqtt.settings.Clients;
import io.nephometer.publisher.mqtt.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Opens publishers for {@code mqtt://} and {@code mqtts://} URLs, with settings that never change. */
final class MqttPublisherFactory implements PublisherFactory {

    private final Clients clients;
    private final AtomicLong goodbyes;

    /** @param goodbyes of all publishers of this agent */
    MqttPublisherFactory(Clients clients, AtomicLong goodbyes) {
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
        Settings settings = clients.select(target.client());
        Broker broker = Broker.of(target, ClientId.of(settings.clientId(), origin), settings);
        AgentStatus status = new AgentStatus(origin, InstantSource.system());
        Format format = format(target, settings, origin);
        return new MqttPublisher(
                new PahoLink.Opener(broker),
                status,
                goodbyes,
                new ShortLinks(System::nanoTime),
                target.compress().equals("gzip") ? new Gzip(format) : format,
                target.qos());
    }

    private static Format format(MqttUrl target, Settings settings, Origin origin) throws IOException {
        TopicTemplate topic = target.topic().on(origin);
        return target.format().equals("ceilometer")
                ? new CeilometerFormat(topic, origin, settings.maxMessageBytes(), settings.secret())
                : new JsonFormat(topic, origin, settings.maxMessageBytes());
    }
}
