package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginDirectory;
import io.nephometer.agent.core.plugin.PluginHandle;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.api.Discovery;
import io.nephometer.api.Resource;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Finds the resources for the jobs of a turn. Each discovery is called only once per turn, even if several jobs need
 * its resources.
 */
final class ResourceFinder {

    /** The discovery named in a URL, and the handle through which the discovery is called. */
    private record Known(PluginHandle handle, DiscoverySearch search) {}

    private final PluginDirectory plugins;
    private final Resource host;
    private final Health health;
    private final Map<String, Known> known = new HashMap<>();

    ResourceFinder(PluginDirectory plugins, Resource host, Health health) {
        this.plugins = plugins;
        this.host = host;
        this.health = health;
    }

    /** The searches for resources during one turn. */
    final class Searches {

        private final BiFunction<HealthKey, Plugin<?>, PluginHandle> handleOf;
        private final Map<String, CompletableFuture<List<Resource>>> found = new HashMap<>();

        /**
         * @param handleOf the function that creates a handle for a plugin; the handle reports the plugin's failures
         *     under the given key
         */
        Searches(BiFunction<HealthKey, Plugin<?>, PluginHandle> handleOf) {
            this.handleOf = handleOf;
        }

        /**
         * Starts the search for the resources that a URL denotes, or returns the search that has already been started
         * in this turn.
         *
         * @param url the discovery as written in pipeline.yaml: {@code name} or {@code name://parameter}
         * @return a future that completes with the resources found, or with an empty list if the discovery is missing,
         *     is busy or has failed
         */
        CompletableFuture<List<Resource>> of(String url) {
            return found.computeIfAbsent(url, this::search);
        }

        private CompletableFuture<List<Resource>> search(String url) {
            int colon = url.indexOf("://");
            String name = colon < 0 ? url : url.substring(0, colon);
            String parameter = colon < 0 ? "" : url.substring(colon + 3);
            HealthKey component = HealthKey.discovery(url);
            Optional<Plugin<Discovery>> discovery = plugins.discovery(name);
            if (discovery.isEmpty()) {
                health.failed(component, new IOException(DiscoverySearch.NO_PLUGIN));
                return CompletableFuture.completedFuture(List.of());
            }
            Known current = known.compute(
                    url,
                    (key, before) -> before != null && before.handle().isOf(discovery.get())
                            ? before
                            : new Known(
                                    handleOf.apply(component, discovery.get()), new DiscoverySearch(parameter, host)));
            return current.handle()
                    .call(
                            () -> current.search().ask(discovery.get(), () -> plugins.discovery(name).stream()),
                            answer -> judge(answer, current.handle()))
                    .thenApply(answer ->
                            answer.map(DiscoverySearch.Answer::resources).orElse(List.of()))
                    .whenComplete((resources, bug) -> plugins.found(bug == null ? resources : List.of()));
        }
    }

    private static void judge(DiscoverySearch.Answer answer, PluginHandle handle) {
        if (answer.rejected() == 0) {
            handle.worked();
            return;
        }
        IOException objection = new IOException(answer.rejected()
                + " of its resources are rejected: null, too many, or with metadata that is not made of texts, numbers,"
                + " booleans, lists and maps");
        if (answer.rejected() > answer.resources().size()) {
            handle.failed(objection);
        } else {
            handle.worked(objection);
        }
    }
}
