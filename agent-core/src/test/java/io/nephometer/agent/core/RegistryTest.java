package io.nephometer.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** What is known of plugins whose service goes at the very moment when it is told of. */
class RegistryTest {

    @TempDir
    Path storage;

    private final Pollster pollster =
            Given.pollster("any", "1.0.0", 0, Meter.gauge("any", "")).service();
    private final Registry registry = new Registry();
    private EmptyFramework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = new EmptyFramework(storage);
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
    }

    private ServiceRegistration<Pollster> register(Map<String, Object> properties) {
        return framework.context().registerService(Pollster.class, pollster, new Hashtable<>(properties));
    }

    @Test
    void whatHasGoneWhenItIsRemovedIsRemovedByItsName() {
        ServiceRegistration<Pollster> service = register(Map.of());
        ServiceReference<Pollster> reference = service.getReference();
        registry.addPollster(reference, pollster);
        assertThat(registry.names()).containsExactly("org.apache.felix.framework 7.0.5");
        service.unregister();
        assertThat(registry.remove(reference, () -> {}, Duration.ZERO)).contains("org.apache.felix.framework");
        assertThat(registry.names()).isEmpty();
    }

    private void isNotThere(Map<String, Object> properties) {
        ServiceRegistration<Pollster> service = register(properties);
        ServiceReference<Pollster> reference = service.getReference();
        service.unregister();
        registry.addPollster(reference, pollster);
        assertThat(registry.names()).isEmpty();
        assertThat(registry.remove(reference, () -> {}, Duration.ZERO)).isEmpty();
    }

    @Test
    void whatHasGoneWhenItIsAddedIsNotThere() {
        isNotThere(Map.of());
        isNotThere(Map.of("component.name", "any"));
    }
}
