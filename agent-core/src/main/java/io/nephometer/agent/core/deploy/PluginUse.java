package io.nephometer.agent.core.deploy;

import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** Which plugins the agent uses. */
public interface PluginUse {

    /** Whether a service is a plugin that can be used. */
    boolean has(ServiceReference<?> service);

    /** What a service threw when it was asked what it offers. */
    Optional<String> fault(ServiceReference<?> service);

    /** Names of the plugins of a bundle. */
    List<String> names(Bundle bundle);

    /** From now on a bundle's plugins are not used; returns when the calls that they are in the middle of have ended. */
    void retire(Bundle bundle);

    /** The bundle has gone. */
    void forget(Bundle bundle);
}
