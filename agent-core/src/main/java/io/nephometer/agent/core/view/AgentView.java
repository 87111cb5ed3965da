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

/** What the shell can ask of the running agent. For any thread. */
public interface AgentView {

    /** Is done when the plugins of the start are there. */
    CompletableFuture<Void> ready();

    /** Returns whether it polls and delivers; false if it answers one command only. */
    boolean polls();

    AgentReport status();

    /** As {@link TrialPoller#resources}. */
    Map<String, List<Resource>> resources() throws IOException;

    /** As {@link TrialPoller#patterns}. */
    PollResult poll(List<String> patterns, Optional<Duration> again) throws InterruptedException;

    /** As {@link TrialPoller#sources}. */
    PollResult pollSources(List<Source> sources, Optional<Duration> again) throws InterruptedException;

    /** Returns what is wrong in a pipeline.yaml, by default the agent's own. */
    PipelineVerdict validate(Optional<Path> file);

    /** Returns the URLs of all publishers that pipeline.yaml names. */
    List<String> publishers() throws IOException, PipelineException;

    /** Opens a view of the samples as they pass. */
    Tap tap(Predicate<String> meters);

    /** Returns what lies in the directory of each route's spool, by the route's name. */
    Map<String, SpoolInspection> inspectSpools();

    /**
     * Drops all that waits on a route, and returns how many samples that were.
     *
     * @throws IOException if there is no such route or its spool cannot be opened
     */
    long dropSpool(String route) throws IOException;
}
