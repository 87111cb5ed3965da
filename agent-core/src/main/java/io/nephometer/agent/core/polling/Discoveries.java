package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.api.Discovery;
import io.nephometer.api.Resource;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** What the discoveries find for the jobs of a turn; each is asked once. */
final class Discoveries {

    private static final String NOBODY = "no plugin offers it";

    private final Plugins plugins;
    private final Resource host;
    private final Health health;
    private final Map<String, Lane> lanes = new HashMap<>();

    Discoveries(Plugins plugins, Resource host, Health health) {
        this.plugins = plugins;
        this.host = host;
        this.health = health;
    }

    /** One turn's. */
    final class Search {

        private final BiFunction<HealthKey, Plugin<?>, Lane> laneOf;
        private final Map<String, CompletableFuture<List<Resource>>> found = new HashMap<>();

        /** @param laneOf makes a lane of a name for a plugin */
        Search(BiFunction<HealthKey, Plugin<?>, Lane> laneOf) {
            this.laneOf = laneOf;
        }

        /** @param url as pipeline.yaml has it: {@code name}, or {@code name://parameter} */
        CompletableFuture<List<Resource>> of(String url) {
            return found.computeIfAbsent(url, this::search);
        }

        private CompletableFuture<List<Resource>> search(String url) {
            int colon = url.indexOf("://");
            String name = colon < 0 ? url : url.substring(0, colon);
            String parameter = colon < 0 ? "" : url.substring(colon + 3);
            HealthKey what = HealthKey.discovery(url);
            Optional<Plugin<Discovery>> discovery = plugins.discovery(name);
            if (discovery.isEmpty()) {
                health.failed(what, new IOException(NOBODY));
                return CompletableFuture.completedFuture(List.of());
            }
            Lane lane = lanes.compute(
                    url,
                    (key, before) -> before != null && before.isOf(discovery.get())
                            ? before
                            : laneOf.apply(what, discovery.get()));
            return lane.call(() -> discover(discovery.get(), name, parameter), resources -> lane.worked())
                    .thenApply(resources -> resources.orElse(List.of()));
        }
    }

    private List<Resource> discover(Plugin<Discovery> found, String name, String parameter) throws IOException {
        Plugin<Discovery> discovery =
                found.inUse(() -> plugins.discovery(name).stream()).orElseThrow(() -> new IOException(NOBODY));
        try {
            return List.copyOf(discovery.service().discover(parameter, host));
        } finally {
            discovery.uses().end();
        }
    }
}
