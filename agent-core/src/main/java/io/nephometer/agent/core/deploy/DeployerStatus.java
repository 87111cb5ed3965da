package io.nephometer.agent.core.deploy;

import io.nephometer.agent.core.view.JarStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.framework.Bundle;

/** The service that a running deployer offers to the agent. Thread-safe. */
public interface DeployerStatus {

    /**
     * Returns a future that completes when each jar that was in the deployment folder at startup has been started, has
     * been refused, or has exceeded the time limit.
     */
    CompletableFuture<Void> settled();

    /** Returns the state of each jar in the deployment folder. */
    List<JarStatus> deployments();

    /**
     * Returns the packages or the Java version that a bundle requires but the framework does not provide, or empty if
     * the bundle can be resolved.
     */
    Optional<String> missing(Bundle bundle);
}
