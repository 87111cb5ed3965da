package io.nephometer.agent.core.deploy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;

/** Bundles on their way out, each on a thread of its own: one that hangs in its stop holds up nobody. */
final class Removals {

    private static final Logger LOG = System.getLogger("nephometer.deploy");

    /** For the calls it is in the middle of, and then its stop. */
    private static final Duration LONGEST = Duration.ofSeconds(25);

    private record Ending(String file, Bundle bundle, Thread thread, long begun) {}

    private final PluginUse plugins;
    private final BundleContext context;
    private final List<Ending> running = new ArrayList<>();

    Removals(PluginUse plugins, BundleContext context) {
        this.plugins = plugins;
        this.context = context;
    }

    void begin(String file, Bundle bundle) {
        Thread thread = new Thread(() -> end(bundle), "nephometer-undeploy-" + file);
        thread.setDaemon(true);
        thread.start();
        running.add(new Ending(file, bundle, thread, System.nanoTime()));
    }

    boolean has(Bundle bundle) {
        return running.stream().anyMatch(ending -> ending.bundle.equals(bundle));
    }

    private void end(Bundle bundle) {
        plugins.retire(bundle);
        try {
            bundle.uninstall();
            refresh(bundle);
        } catch (BundleException | IllegalStateException e) {
            LOG.log(Level.WARNING, bundle.getSymbolicName() + " cannot be uninstalled: " + e.getMessage());
        } finally {
            plugins.forget(bundle);
        }
    }

    /** Others that use its packages use those of its successor from now on. */
    private void refresh(Bundle bundle) {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        if (wiring.getRemovalPendingBundles().contains(bundle)) {
            wiring.refreshBundles(List.of(bundle));
        }
    }

    void look() {
        running.removeIf(ending -> {
            boolean late = System.nanoTime() - ending.begun > LONGEST.toNanos();
            if (late && ending.thread.isAlive()) {
                LOG.log(
                        Level.WARNING,
                        "what ran of {0} before does not come to an end; its thread is left behind",
                        ending.file);
            }
            return late || !ending.thread.isAlive();
        });
    }
}
