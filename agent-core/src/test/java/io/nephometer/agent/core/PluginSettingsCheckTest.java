package io.nephometer.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PluginSettingsCheckTest {

    @Test
    void anUnknownKeyIsNamedWithTheNearestKnownOne() {
        assertThat(PluginSettingsCheck.unknown(List.of("url", "timeout"), Set.of("uri", "timeout")))
                .containsExactly("'url' is not known: did you mean 'uri'?");
    }

    @Test
    void whereThereAreNoSettingsNoKeyIsShown() {
        assertThat(PluginSettingsCheck.unknown(
                        List.of("max_bytes", "hunter2"), Set.of("osgi.ds.satisfying.condition.target")))
                .containsExactly(
                        "a key is not known, and not shown, as it may be a secret: this plugin has no settings");
    }

    @Test
    void whatThePlatformAddsIsKnown() {
        assertThat(PluginSettingsCheck.unknown(
                        List.of("service.pid", "component.name", "felix.fileinstall.filename"), Set.of()))
                .isEmpty();
    }
}
