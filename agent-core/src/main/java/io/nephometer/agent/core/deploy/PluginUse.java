package io.nephometer.agent.core.deploy;

import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * The service that the agent offers to the deployer: it reports which plugins the agent uses, and which jars may run.
 * Thread-safe.
 */
public interface PluginUse {

    /** Returns whether a service is a plugin that the agent can use. */
    boolean has(ServiceReference<?> service);

    /**
     * Returns a description of the exception that a plugin threw when the agent asked what it offers; empty if it threw
     * none.
     */
    Optional<String> fault(ServiceReference<?> service);

    /** Returns the names of the plugins in a bundle. */
    List<String> names(Bundle bundle);

    /** Takes the plugins of a bundle out of use. Returns when their running calls have ended or taken too long. */
    void retire(Bundle bundle);

    /** Removes the agent's record of a bundle that was uninstalled. */
    void forget(Bundle bundle);

    /** Returns the restrictions on the jars that may run. */
    TrustedPlugins trust();

    /** Reports a problem with the deployment folder as a whole; if empty, reports that the problem is over. */
    void reportFolder(Optional<String> problem);
}
