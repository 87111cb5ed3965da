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

/** What the shell can see and do of the running agent. Thread-safe. */
public interface AgentView {

    /** Returns a future that completes when the plugins that were installed at the start are active. */
    CompletableFuture<Void> ready();

    /**
     * Returns which packages or which Java version a bundle needs that are not there; empty if it can be resolved, or if
     * no deployer runs, which knows that.
     */
    Optional<String> missing(Bundle bundle);

    /** Returns whether the agent polls and delivers; false if it was started for a single command. */
    boolean polls();

    /** Returns the current state of the agent. */
    AgentReport status();

    /**
     * Asks all discoveries and returns the resources they find, by the name of the discovery.
     *
     * @throws IOException if a discovery fails; the message contains its name and the reason
     */
    Map<String, List<Resource>> resources() throws IOException;

    /**
     * Polls all meters that match a pattern, of the resources that the default discoveries of their pollsters find, on
     * the calling thread.
     *
     * @param again if present, waits for this long and polls a second time, so that derived meters have values; the
     *     samples of the second turn are returned
     */
    PollResult poll(List<String> patterns, Optional<Duration> again) throws InterruptedException;

    /** Finds out whether a meter is published and, if not, where it is lost. Polls it, on the calling thread. */
    Diagnosis diagnose(String meter) throws InterruptedException;

    /** Checks a pipeline file, by default the agent's own. */
    PipelineVerdict validate(Optional<Path> file);

    /**
     * Returns the URLs of all publishers that pipeline.yaml names.
     *
     * @throws IOException if the file cannot be read or has mistakes
     */
    List<String> publishers() throws IOException;

    /** Opens a tap on the samples of these meters, as they are polled from now on. */
    Tap tap(Predicate<String> meters);

    /** Returns what each route's spool directory contains, by the route's name. */
    Map<String, SpoolInspection> inspectSpools();

    /**
     * Drops everything that waits on a route and returns the number of dropped samples.
     *
     * @throws IOException if there is no route of this name or its spool cannot be opened
     */
    long dropSpool(String route) throws IOException;
}
