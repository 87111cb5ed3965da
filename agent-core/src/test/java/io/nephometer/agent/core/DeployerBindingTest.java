package io.nephometer.agent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephometer.agent.core.deploy.AgentPlugins;
import io.nephometer.agent.core.deploy.DeployerStatus;
import io.nephometer.agent.core.deploy.TrustedPlugins;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.plugin.PluginRegistry;
import io.nephometer.agent.core.view.JarStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;

class DeployerBindingTest {

    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JarStatus JAR = new JarStatus(
            "gpu.jar", Optional.empty(), "starting", List.of(), List.of(), Optional.empty(), Instant.EPOCH);

    @TempDir
    Path storage;

    private final Health health = Health.silent();
    private final AgentPlugins plugins = new PluginReplacement(
            new PluginRegistry(health, () -> 0, Runnable::run), () -> {}, TrustedPlugins.ALL, health);
    private EmptyFramework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = new EmptyFramework(storage);
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
    }

    private record FakeDeployer(CompletableFuture<Void> settled) implements DeployerStatus {
        @Override
        public List<JarStatus> deployments() {
            return List.of(JAR);
        }

        @Override
        public Optional<String> missing(Bundle bundle) {
            return Optional.of("it needs something");
        }
    }

    private DeployerBinding binding(Duration startLimit) {
        DeployerBinding binding = new DeployerBinding(framework.context(), plugins, health, startLimit);
        binding.start();
        return binding;
    }

    private ServiceRegistration<DeployerStatus> register(DeployerStatus deployer) {
        return framework.context().registerService(DeployerStatus.class, deployer, null);
    }

    private Optional<String> problem() {
        return health.of(PluginReplacement.FOLDER);
    }

    @Test
    void theAgentIsReadyWhenTheDeployerHasSettled() {
        DeployerBinding binding = binding(NEVER);
        FakeDeployer deployer = new FakeDeployer(new CompletableFuture<>());
        register(deployer);
        assertThat(binding.ready()).isNotDone();
        deployer.settled.complete(null);
        assertThat(binding.ready()).isCompletedWithValue(null);
    }

    @Test
    void withoutADeployerTheAgentIsReadyAfterAWhile() {
        DeployerBinding binding = binding(Duration.ofMillis(1));
        await().atMost(PATIENCE).until(() -> binding.ready().isDone());
        assertThat(problem()).hasValueSatisfying(why -> assertThat(why).contains("start agent.deployer"));
    }

    @Test
    void aDeployerThatStopsBeforeItHasSettledIsWaitedForNoLonger() {
        DeployerBinding binding = new DeployerBinding(framework.context(), plugins, health, Duration.ofMillis(1));
        ServiceRegistration<DeployerStatus> running = register(new FakeDeployer(new CompletableFuture<>()));
        binding.start();
        running.unregister();
        await().atMost(PATIENCE).until(() -> binding.ready().isDone());
    }

    @Test
    void aDeployerThatTakesLongIsWaitedFor() {
        FakeDeployer deployer = new FakeDeployer(new CompletableFuture<>());
        register(deployer);
        DeployerBinding binding = binding(Duration.ofMillis(1));
        CompletableFuture<Void> later = new CompletableFuture<>();
        later.completeOnTimeout(null, 200, TimeUnit.MILLISECONDS).join();
        assertThat(binding.ready()).isNotDone();
        deployer.settled.complete(null);
        assertThat(binding.ready()).isDone();
    }

    @Test
    void whileNoDeployerRunsThatIsShownAndNothingElse() {
        DeployerBinding binding = binding(NEVER);
        assertThat(problem()).isPresent();
        assertThat(binding.deployments()).isEmpty();
        assertThat(binding.missing(framework.context().getBundle())).isEmpty();
        ServiceRegistration<DeployerStatus> first = register(new FakeDeployer(new CompletableFuture<>()));
        assertThat(problem()).isEmpty();
        assertThat(binding.deployments()).containsExactly(JAR);
        assertThat(binding.missing(framework.context().getBundle())).contains("it needs something");
        first.unregister();
        assertThat(problem()).isPresent();
        assertThat(binding.deployments()).isEmpty();
        register(new FakeDeployer(new CompletableFuture<>()));
        assertThat(binding.deployments()).containsExactly(JAR);
    }

    @Test
    void aProblemOfTheFolderIsShownUntilItIsOver() {
        binding(NEVER);
        register(new FakeDeployer(new CompletableFuture<>()));
        plugins.reportFolder(Optional.of("it is not writable"));
        assertThat(problem()).contains("it is not writable");
        plugins.reportFolder(Optional.empty());
        assertThat(problem()).isEmpty();
    }

    @Test
    void anAgentThatStopsTakesItsOfferBackAndDoesNotBegin() {
        DeployerBinding binding = binding(Duration.ofMillis(50));
        assertThat(framework.context().getServiceReference(AgentPlugins.class)).isNotNull();
        binding.stop();
        assertThat(framework.context().getServiceReference(AgentPlugins.class)).isNull();
        assertThat(binding.ready()).isCancelled();
    }
}
