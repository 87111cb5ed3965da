package io.nephometer.format.json;

import io.nephometer.api.Origin;
import java.util.List;

/** The origin of samples in tests. */
public record FixedOrigin(String route) implements Origin {

    public FixedOrigin() {
        this("meter_sink.file");
    }

    @Override
    public String host() {
        return "node-1";
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
        return List.of();
    }
}
