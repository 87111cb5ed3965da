package io.nephometer.agent.core.view;

import io.nephometer.api.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;

/** The operations that the shell can request from the running agent. Thread-safe. */
public interface AgentView {

    /** Returns a future that completes when the plugins that were installed at the start are active. */
    CompletableFuture<Void> ready();

    /**
     * Returns the packages or the Java version that a bundle requires but the framework does not provide; empty if the
     * bundle can be resolved, or if no deployer runs to determine this.
     */
    Optional<String> missing(Bundle bundle);

    /** Returns whether the agent polls and delivers samples; false if it was started for a single command. */
    boolean polls();

    /** Returns the current state of the agent. */
    AgentReport status();

    /**
     * Runs all discoveries and returns the resources that they find, by the name of the discovery.
     *
     * @throws IOException if a discovery fails; the message contains the name of the discovery and the reason
     */
    Map<String, List<Resource>> resources() throws IOException;

    /**
     * Polls all meters that match a pattern, on the calling thread, for the resources that the default discoveries of
     * their pollsters find.
     *
     * @param again the delay before a second poll, so that derived meters have values; the samples of the second poll
     *     are returned. If empty, polls only once.
     */
    PollResult poll(List<String> patterns, Optional<Duration> again) throws InterruptedException;

    /** Polls a meter on the calling thread, and explains whether it is published and, if not, where it is lost. */
    Diagnosis diagnose(String meter) throws InterruptedException;

    /** Checks a pipeline file; if none is given, checks the agent's own. */
    PipelineVerdict validate(Optional<Path> file);

    /**
     * Returns the URLs of all publishers that pipeline.yaml names.
     *
     * @throws IOException if the file cannot be read or has mistakes
     */
    List<String> publishers() throws IOException;

    /** Opens a tap that receives all samples of the selected meters that are polled from now on. */
    Tap tap(Predicate<String> meters);

    /** Returns the contents of each route's spool directory, by the name of the route. */
    Map<String, SpoolInspection> inspectSpools();

    /**
     * Drops all samples that wait on a route, and returns the number of dropped samples.
     *
     * @throws IOException if no route has this name or the spool of the route cannot be opened
     */
    long dropSpool(String route) throws IOException;
}
