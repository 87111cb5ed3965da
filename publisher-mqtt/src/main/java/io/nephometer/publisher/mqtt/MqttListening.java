package io.nephometer.publisher.mqtt;

import io.nephometer.publisher.mqtt.audit.Heard;
import io.nephometer.publisher.mqtt.audit.Listening;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Listens for the audit at the brokers of publisher URLs, with the settings that their publishers have. */
@Component
public final class MqttListening implements Listening.Opener {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final int MOST_UNHEARD = 64;

    private final Path conf;

    @Activate
    public MqttListening(BundleContext context) {
        this(Path.of(Optional.ofNullable(context.getProperty("nephometer.conf")).orElse("conf")));
    }

    MqttListening(Path conf) {
        this.conf = conf;
    }

    @Override
    public Listening open(List<URI> urls, boolean durable) throws IOException, InterruptedException {
        Ears ears = new Ears(urls, durable);
        boolean open = false;
        try {
            ears.open();
            open = true;
            return ears;
        } finally {
            if (!open) {
                ears.close();
            }
        }
    }

    /** One at each broker; all put what they hear into one queue. */
    private final class Ears implements Listening {

        private final List<URI> urls;
        private final boolean durable;
        private final String id = "nephometer-audit-"
                + Integer.toHexString(ThreadLocalRandom.current().nextInt());
        private final BlockingQueue<Ear.Heard> heard = new ArrayBlockingQueue<>(MOST_UNHEARD);
        private final List<Ear> ears = new ArrayList<>();

        Ears(List<URI> urls, boolean durable) {
            this.urls = urls;
            this.durable = durable;
        }

        void open() throws IOException, InterruptedException {
            for (URI url : urls) {
                Ear ear = Ear.open(url, conf, clientId(url), durable, heard);
                ears.add(ear);
                if (!ear.awaitListening(PATIENCE)) {
                    throw new IOException(ear.trouble().orElse("no answer"));
                }
            }
        }

        private String clientId(URI url) {
            return id + "-" + urls.indexOf(url);
        }

        @Override
        public Optional<Heard> next(Duration atMost) throws IOException, InterruptedException {
            Ear.Heard next = heard.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null && !durable) {
                for (Ear ear : ears) {
                    if (ear.hasMissed()) {
                        throw new IOException(ear.trouble().orElse("connection lost"));
                    }
                }
            }
            return Optional.ofNullable(next).map(found -> new Heard(found.topic(), found.payload()));
        }

        @Override
        public void close() {
            ears.forEach(Ear::close);
            if (durable) {
                urls.forEach(this::forget);
            }
        }

        /** A session that is not durable takes the place of the one that the broker keeps. */
        private void forget(URI url) {
            try (Ear last = Ear.open(url, conf, clientId(url), false, new ArrayBlockingQueue<>(1))) {
                last.awaitListening(GOODBYE);
            } catch (IOException e) {
                // then it has no session either
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
