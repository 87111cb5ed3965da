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

    /**
     * Returns a future that completes when the plugins that were installed at startup are active, or when the agent
     * stops waiting for them.
     */
    CompletableFuture<Void> ready();

    /**
     * Returns the packages or the Java version that a bundle requires but the framework does not provide, or empty if
     * the bundle can be resolved or if no deployer is running.
     */
    Optional<String> missing(Bundle bundle);

    /**
     * Returns true if the agent polls and delivers samples, and false if the agent was started for a single command.
     */
    boolean polls();

    /** Returns the current state of the agent. */
    AgentReport status();

    /**
     * Runs all discoveries and returns the discovered resources, keyed by discovery name.
     *
     * @throws IOException if a discovery fails; the message contains the name of the discovery and the reason for the
     *     failure
     */
    Map<String, List<Resource>> resources() throws IOException;

    /**
     * For the resources found by the pollsters' default discoveries, polls all meters that match one of the patterns.
     * The calling thread waits until the poll has finished. Returns the samples of the last poll.
     *
     * @param again the delay before a second poll, which is needed to compute derived meters; if empty, the meters are
     *     polled only once
     */
    PollResult poll(List<String> patterns, Optional<Duration> again) throws InterruptedException;

    /**
     * Polls a meter on the calling thread and explains whether the meter is published and, if not, where it is lost.
     */
    Diagnosis diagnose(String meter) throws InterruptedException;

    /** Checks the given pipeline file, or the agent's own pipeline file if none is given. */
    PipelineVerdict validate(Optional<Path> file);

    /**
     * Returns the URLs of all publishers in pipeline.yaml.
     *
     * @throws IOException if the file cannot be read or contains mistakes
     */
    List<String> publishers() throws IOException;

    /** Opens a tap that receives all future samples of the selected meters. */
    Tap tap(Predicate<String> meters);

    /** Returns the contents of each route's spool directory, keyed by route name. */
    Map<String, SpoolInspection> inspectSpools();

    /**
     * Drops all samples that are waiting for delivery on a route and returns the number of dropped samples.
     *
     * @throws IOException if no route has the given name or the route's spool cannot be opened
     */
    long dropSpool(String route) throws IOException;
}
