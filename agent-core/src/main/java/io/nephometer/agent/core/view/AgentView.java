package io.nephometer.agent.core.view;

import io.nephometer.agent.core.pipeline.PipelineException;
import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.agent.core.spool.SpoolInspection;
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

    /** See {@link TrialPoller#resources}. */
    Map<String, List<Resource>> resources() throws IOException;

    /** See {@link TrialPoller#patterns}. */
    PollResult poll(List<String> patterns, Optional<Duration> again) throws InterruptedException;

    /** See {@link TrialPoller#sources}. */
    PollResult pollSources(List<Source> sources, Optional<Duration> again) throws InterruptedException;

    /** Checks a pipeline file, by default the agent's own. */
    PipelineVerdict validate(Optional<Path> file);

    /** Returns the URLs of all publishers that pipeline.yaml names. */
    List<String> publishers() throws IOException, PipelineException;

    /** Opens a tap on the samples of these meters, as they are polled from now on. */
    Tap tap(Predicate<String> meters);

    /** Returns the contents of each route's spool directory, by the route's name. */
    Map<String, SpoolInspection> inspectSpools();

    /**
     * Drops everything that waits on a route and returns the number of dropped samples.
     *
     * @throws IOException if there is no route of this name or its spool cannot be opened
     */
    long dropSpool(String route) throws IOException;
}
