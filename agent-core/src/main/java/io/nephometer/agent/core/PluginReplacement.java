package io.nephometer.agent.core;

import io.nephometer.agent.core.deploy.AgentPlugins;
import io.nephometer.agent.core.deploy.TrustedPlugins;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.plugin.PluginRegistry;
import io.nephometer.agent.core.view.HealthKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * The service through which the deployer retires old plugins without interrupting polling. The agent first applies a
 * plan without the old plugins and then waits for all running calls to the old plugins to end.
 *
 * @param rebuild the task that applies a plan without the retired plugins and returns once that plan is in force
 * @param health the health record to which problems with the deployment folder are reported
 */
record PluginReplacement(PluginRegistry plugins, Runnable rebuild, TrustedPlugins trust, Health health)
        implements AgentPlugins {

    static final HealthKey FOLDER = HealthKey.agent("the plugins' folder");

    @Override
    public boolean has(ServiceReference<?> service) {
        return plugins.has(service);
    }

    @Override
    public Optional<String> fault(ServiceReference<?> service) {
        return plugins.fault(service);
    }

    @Override
    public List<String> names(Bundle bundle) {
        return plugins.names(bundle);
    }

    @Override
    public void retire(Bundle bundle) {
        plugins.retire(bundle);
        rebuild.run();
        plugins.awaitEnd(bundle);
    }

    @Override
    public void forget(Bundle bundle) {
        plugins.forget(bundle);
    }

    @Override
    public void reportFolder(Optional<String> problem) {
        problem.ifPresentOrElse(why -> health.failed(FOLDER, new IOException(why)), () -> health.recovered(FOLDER));
    }
}
