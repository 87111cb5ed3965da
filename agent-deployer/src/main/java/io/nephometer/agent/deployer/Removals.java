package io.nephometer.agent.deployer;

import io.nephometer.agent.core.deploy.AgentPlugins;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Stops and uninstalls bundles. Each bundle is removed on a separate thread so that a bundle that hangs while stopping
 * does not block anything else.
 */
final class Removals {

    private static final Logger LOG = System.getLogger("nephometer.deployer");

    /** The maximum time to wait for calls to a bundle to finish and for the bundle to stop. */
    private static final Duration TIME_LIMIT = Duration.ofSeconds(25);

    private record Removal(String file, Bundle bundle, Thread thread, long begun) {}

    private final AgentPlugins plugins;
    private final BundleContext context;
    private final LongSupplier nanos;
    private final List<Removal> running = new ArrayList<>();

    /** @param nanos the monotonic clock, in nanoseconds */
    Removals(AgentPlugins plugins, BundleContext context, LongSupplier nanos) {
        this.nanos = nanos;
        this.plugins = plugins;
        this.context = context;
    }

    void begin(String file, Bundle bundle) {
        Thread thread = new Thread(() -> end(bundle), "nephometer-undeploy-" + file);
        thread.setDaemon(true);
        thread.start();
        running.add(new Removal(file, bundle, thread, nanos.getAsLong()));
    }

    boolean has(Bundle bundle) {
        return running.stream().anyMatch(removal -> removal.bundle.equals(bundle));
    }

    private void end(Bundle bundle) {
        plugins.retire(bundle);
        try {
            bundle.uninstall();
            refresh(bundle);
        } catch (BundleException | IllegalStateException e) {
            if (bundle.getState() != Bundle.UNINSTALLED) { // otherwise, an earlier deployer removed it
                LOG.log(Level.WARNING, bundle.getSymbolicName() + " cannot be uninstalled: " + e.getMessage());
            }
        } finally {
            plugins.forget(bundle);
        }
    }

    /**
     * Rewires all bundles that use an uninstalled bundle's packages so that they use the replacement bundle's packages.
     */
    private void refresh(Bundle bundle) {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        if (wiring.getRemovalPendingBundles().contains(bundle)) {
            wiring.refreshBundles(List.of(bundle));
        }
    }

    /**
     * Waits for the removals in progress to finish.
     *
     * @param end the monotonic time at which to stop waiting, in nanoseconds
     */
    void await(long end) {
        try {
            for (Removal removal : running) {
                TimeUnit.NANOSECONDS.timedJoin(removal.thread, end - nanos.getAsLong());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void checkDeadlines() {
        running.removeIf(removal -> {
            boolean late = nanos.getAsLong() - removal.begun > TIME_LIMIT.toNanos();
            if (late && removal.thread.isAlive()) {
                LOG.log(
                        Level.WARNING,
                        "the previous bundle of {0} did not stop within {1} s; its thread was abandoned",
                        removal.file,
                        TIME_LIMIT.toSeconds());
            }
            return late || !removal.thread.isAlive();
        });
    }
}
