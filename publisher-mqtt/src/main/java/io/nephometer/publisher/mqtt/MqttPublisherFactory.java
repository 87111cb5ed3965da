package io.nephometer.publisher.mqtt;

import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocketFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Opens publishers for {@code mqtt://} and {@code mqtts://} URLs. */
@Component(name = Settings.PID)
public final class MqttPublisherFactory implements PublisherFactory {

    /** What stands in {@code conf/io.nephometer.publisher.mqtt.cfg}. Two low lines are one there: {@code keep_alive}. */
    @interface Config {
        String username() default "";

        String password__file() default "";

        boolean allow__plaintext__password() default false;

        int timeout() default 10;

        int keep__alive() default 15;
    }

    private final Settings settings;
    private final AtomicLong goodbyes = new AtomicLong();

    /** @throws IllegalArgumentException if a setting is wrong */
    @Activate
    public MqttPublisherFactory(Config config) {
        this(Settings.of(
                config.username(),
                config.password__file(),
                config.allow__plaintext__password(),
                config.timeout(),
                config.keep__alive()));
    }

    MqttPublisherFactory(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(MqttUrl.PLAIN, MqttUrl.TLS);
    }

    @Override
    public Publisher open(URI url, Origin origin) {
        MqttUrl target = MqttUrl.parse(url);
        settings.check(target);
        String client = target.client().orElseGet(() -> ClientId.of(origin));
        SSLSocketFactory tls = target.isTls() ? (SSLSocketFactory) SSLSocketFactory.getDefault() : null;
        Broker broker = new Broker(target.host(), target.port(), client, settings, tls);
        AgentStatus status = new AgentStatus(origin, InstantSource.system());
        TopicTemplate topic = target.topic().on(origin);
        return new MqttPublisher(
                will -> PahoLink.open(broker, will), status, goodbyes, new JsonFormat(topic, origin), target.qos());
    }
}
