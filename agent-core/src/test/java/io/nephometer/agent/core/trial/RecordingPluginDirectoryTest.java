package io.nephometer.agent.core.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.Fixtures;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginDirectory;
import io.nephometer.api.Discovery;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordingPluginDirectoryTest {

    private static final Resource A = Fixtures.instance("a", "running");

    private final Plugin<Discovery> local = new Plugin<>("local", "1.0.0", 0, new Discovery() {
        @Override
        public String name() {
            return "local_instances";
        }

        @Override
        public List<Resource> discover(String parameter, Resource host) {
            return List.of(A);
        }
    });

    private final RecordingPluginDirectory found = new RecordingPluginDirectory(new PluginDirectory() {
        @Override
        public Collection<Plugin<Pollster>> pollsters() {
            return List.of();
        }

        @Override
        public Optional<Plugin<Discovery>> discovery(String name) {
            return Optional.of(local).filter(plugin -> plugin.service().name().equals(name));
        }
    });

    @Test
    void whatADiscoveryFindsIsRemembered() {
        found.found(List.of(A));
        found.found(List.of(A));
        assertThat(found.resources()).containsExactly(A);
        assertThat(found.discovery("local_instances")).contains(local);
        assertThat(found.discovery("other")).isEmpty();
    }
}
