package io.nephometer.agent.core.deploy;

import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * The service through which the deployer retires plugins and determines which plugins the agent uses and which jars may
 * run. Thread-safe.
 */
public interface AgentPlugins {

    /** Returns whether a service is a plugin that the agent can use. */
    boolean has(ServiceReference<?> service);

    /**
     * Returns a description of the exception that a plugin threw when asked what it offers, or empty if the plugin
     * threw no exception.
     */
    Optional<String> fault(ServiceReference<?> service);

    /** Returns the names of the plugins in a bundle. */
    List<String> names(Bundle bundle);

    /**
     * Retires a bundle's plugins so that the agent no longer calls them. Returns when the running calls to the bundle's
     * plugins have ended, or when the time limit has passed.
     */
    void retire(Bundle bundle);

    /** Removes the agent's record of an uninstalled bundle. */
    void forget(Bundle bundle);

    /** Returns the restrictions on which jars may run. */
    TrustedPlugins trust();

    /**
     * Reports a problem with the deployment folder as a whole. An empty argument indicates that the problem no longer
     * exists.
     */
    void reportFolder(Optional<String> problem);
}
