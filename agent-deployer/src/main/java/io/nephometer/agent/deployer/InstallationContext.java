package io.nephometer.agent.deployer;

import io.nephometer.agent.core.deploy.AgentPlugins;
import io.nephometer.api.Moment;
import java.time.Instant;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;

/**
 * The services, the staging directory and the clock that installations use.
 *
 * @param framework the framework's bundle context, used because an installation may outlast the deployer's own bundle
 */
record InstallationContext(
        BundleContext framework,
        ComponentStates components,
        AgentPlugins plugins,
        StagingDirectory staging,
        Supplier<Moment> clock) {

    /** Returns the current time. */
    Instant now() {
        return clock.get().wall();
    }

    /** Returns the monotonic time in nanoseconds. */
    long nanos() {
        return clock.get().nanos();
    }
}
