package io.nephometer.agent.core.deploy;

import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** What the agent offers to the deployer, as a service: the plugins that it uses, and which jars may run. Thread-safe. */
public interface PluginUse {

    /** Returns whether a service is a plugin that can be used. */
    boolean has(ServiceReference<?> service);

    /** Returns what a service threw when it was asked what it offers. */
    Optional<String> fault(ServiceReference<?> service);

    /** Returns the names of a bundle's plugins. */
    List<String> names(Bundle bundle);

    /** Takes a bundle's plugins out of use. Returns when their running calls have ended. */
    void retire(Bundle bundle);

    /** Forgets a bundle that was uninstalled. */
    void forget(Bundle bundle);

    /** Returns which jars may run. */
    TrustedPlugins trust();

    /** Shows what is wrong with the folder as a whole; empty if nothing is. */
    void reportFolder(Optional<String> problem);
}
