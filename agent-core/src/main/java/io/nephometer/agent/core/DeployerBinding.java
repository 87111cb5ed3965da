package io.nephometer.agent.core;

import io.nephometer.agent.core.deploy.AgentPlugins;
import io.nephometer.agent.core.deploy.DeployerStatus;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.JarStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Provides the deployer with the service that it needs from the agent, and tracks whether the deployer is running. The
 * deployer is a separate bundle that may start after the agent and may be updated or stopped at any time. While the
 * deployer is stopped, the plugins that it started keep running.
 */
final class DeployerBinding implements Health.Watched {

    /** The maximum time that the agent waits for a deployer at startup. */
    static final Duration START_LIMIT = Duration.ofSeconds(10);

    private static final Logger LOG = System.getLogger("nephometer.agent");

    private final BundleContext context;
    private final AgentPlugins plugins;
    private final Duration startLimit;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final ServiceTracker<DeployerStatus, DeployerStatus> deployer;
    private ServiceRegistration<AgentPlugins> offer;

    DeployerBinding(BundleContext context, AgentPlugins plugins, Health health, Duration startLimit) {
        this.context = context;
        this.plugins = plugins;
        this.startLimit = startLimit;
        deployer = new ServiceTracker<>(context, DeployerStatus.class, null) {
            @Override
            public DeployerStatus addingService(ServiceReference<DeployerStatus> reference) {
                DeployerStatus added = super.addingService(reference);
                if (added != null) { // null if the deployer cannot be activated
                    added.settled().thenRun(() -> ready.complete(null));
                }
                return added;
            }

            @Override
            public void removedService(ServiceReference<DeployerStatus> reference, DeployerStatus removed) {
                super.removedService(reference, removed);
                awaitDeployer();
            }
        };
        health.watch(this);
    }

    void start() {
        deployer.open();
        offer = context.registerService(AgentPlugins.class, plugins, null);
        awaitDeployer();
    }

    private void awaitDeployer() {
        if (!ready.isDone()) {
            CompletableFuture.delayedExecutor(startLimit.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(this::beginWithoutDeployer);
        }
    }

    private void beginWithoutDeployer() {
        if (deployer.isEmpty() && !ready.isDone()) {
            LOG.log(
                    Level.WARNING,
                    "the bundle agent.deployer did not start within {0} s: the agent begins without it",
                    startLimit.toSeconds());
            ready.complete(null);
        }
    }

    /**
     * Returns a future that completes when the deployer has processed the initial jars or has failed to start within
     * the time limit.
     */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Returns the states of all jars in the deployment folder, or an empty list if no deployer is running. */
    List<JarStatus> deployments() {
        return Optional.ofNullable(deployer.getService())
                .map(DeployerStatus::deployments)
                .orElse(List.of());
    }

    /** Returns the result of {@link DeployerStatus#missing}, or empty if no deployer is running. */
    Optional<String> missing(Bundle bundle) {
        return Optional.ofNullable(deployer.getService()).flatMap(running -> running.missing(bundle));
    }

    @Override
    public HealthKey key() {
        return PluginReplacement.FOLDER;
    }

    @Override
    public Optional<String> problem() {
        return deployer.isEmpty()
                ? Optional.of("the bundle agent.deployer does not run: what runs keeps running, but no jar is started,"
                        + " replaced or removed; to start it, type start agent.deployer in the shell")
                : Optional.empty();
    }

    /** Stops the deployer by withdrawing the service that the deployer needs. The plugins keep running. */
    void stop() {
        ready.cancel(false);
        offer.unregister();
        deployer.close();
    }
}
