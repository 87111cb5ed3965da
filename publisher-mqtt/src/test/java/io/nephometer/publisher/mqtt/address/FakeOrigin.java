package io.nephometer.publisher.mqtt.address;

import io.nephometer.api.Origin;
import java.util.List;

/** The origin of samples in tests; its plugins can change. */
public final class FakeOrigin implements Origin {

    private final String host;
    private volatile List<String> plugins = List.of("pollster.cpu 0.1.0");

    public FakeOrigin() {
        this("node-1");
    }

    public FakeOrigin(String host) {
        this.host = host;
    }

    public void plugins(String... now) {
        plugins = List.of(now);
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String route() {
        return "meter_sink.mqtt";
    }

    @Override
    public String epoch() {
        return "e7";
    }

    @Override
    public String version() {
        return "0.1.0";
    }

    @Override
    public List<String> plugins() {
        return plugins;
    }
}
