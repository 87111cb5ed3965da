package io.nephometer.agent.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HealthTest {

    private final Health health = Health.silent();

    @Test
    void aSinkNamedLikeAPluginDoesNotMakeThePluginWell() {
        health.failed(HealthKey.plugin("pollster.cpu"), new IOException("libvirt is away"));
        health.recovered(HealthKey.sink("pollster.cpu"));
        health.recovered(HealthKey.route("pollster.cpu"));

        assertThat(health.of(HealthKey.plugin("pollster.cpu"))).contains("libvirt is away");
    }

    @Test
    void aSinkNamedLikeAnAspectOfAnotherSinkIsAnotherComponent() {
        health.failed(HealthKey.sink("k").of(Aspect.TRANSFORMERS), new IOException("one drops samples"));
        health.failed(HealthKey.sink("k transformers"), new IOException("waits"));
        health.recovered(HealthKey.sink("k transformers"));

        assertThat(health.all()).hasSize(1);
        assertThat(health.of(HealthKey.sink("k").of(Aspect.TRANSFORMERS))).contains("one drops samples");
    }

    @Test
    void whatIsForgottenTakesAllItsAspectsAndNothingElse() {
        health.failed(HealthKey.route("k.mqtt"), new IOException("away"));
        health.failed(HealthKey.route("k.mqtt").of(Aspect.SPOOL), new IOException("full"));
        health.failed(HealthKey.sink("k.mqtt"), new IOException("waits"));
        health.forget(HealthKey.route("k.mqtt"));

        assertThat(health.all()).containsOnlyKeys(HealthKey.sink("k.mqtt"));
    }

    @Test
    void theTextNamesTheKindTheNameAndTheAspect() {
        assertThat(HealthKey.plugin("pollster.cpu")).hasToString("pollster.cpu");
        assertThat(HealthKey.plugin("pollster.cpu").of(Aspect.PACE)).hasToString("pollster.cpu pace");
        assertThat(HealthKey.discovery("local_instances://x")).hasToString("discovery local_instances");
        assertThat(HealthKey.route("k.mqtt").of(Aspect.SPOOL)).hasToString("route k.mqtt spool");
    }
}
