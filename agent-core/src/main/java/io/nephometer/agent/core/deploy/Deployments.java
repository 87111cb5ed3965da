package io.nephometer.agent.core.deploy;

import io.nephometer.agent.core.view.Deployment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.framework.Bundle;

/** What the deployer offers to the agent, as a service, while it runs. Thread-safe. */
public interface Deployments {

    /**
     * Returns a future that completes when each jar that was in the folder at the start was started, was refused, or
     * has taken too long.
     */
    CompletableFuture<Void> settled();

    /** Returns the state of each jar in the folder. */
    List<Deployment> deployments();

    /** Returns which packages or which Java version a bundle needs that are not there; empty if it can be resolved. */
    Optional<String> missing(Bundle bundle);
}
