package io.nephometer.agent.core.trial;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginHandle;
import io.nephometer.agent.core.plugin.PluginRegistry;
import io.nephometer.agent.core.polling.DiscoverySearch;
import io.nephometer.agent.core.polling.Poller;
import io.nephometer.agent.core.polling.PollsterStats;
import io.nephometer.agent.core.polling.Tick;
import io.nephometer.agent.core.schedule.PollingPlan;
import io.nephometer.agent.core.view.AgentView;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.PollResult;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Discovery;
import io.nephometer.api.Meter;
import io.nephometer.api.Moment;
import io.nephometer.api.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Polls meters on request, independently of the schedule. The samples are returned to the caller and are neither
 * published nor counted in the statistics.
 */
public final class TrialPoller {

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final PluginRegistry plugins;
    private final Resource host;
    private final Executor threads;

    /** @param threads the executor that runs the calls to plugins */
    public TrialPoller(PluginRegistry plugins, Resource host, Executor threads) {
        this.plugins = plugins;
        this.host = host;
        this.threads = threads;
    }

    /** Runs all discoveries, as described in {@link AgentView#resources}. */
    public Map<String, List<Resource>> resources() throws IOException {
        Map<String, List<Resource>> found = new LinkedHashMap<>();
        for (Plugin<Discovery> discovery : plugins.discoveries()) {
            found.put(discovery.name(), resources(discovery));
        }
        return found;
    }

    private List<Resource> resources(Plugin<Discovery> discovery) throws IOException {
        Health problems = Health.silent();
        HealthKey key = HealthKey.discovery(discovery.name());
        CallTerms terms = new CallTerms(Duration.ZERO, CallTerms.DEADLINE, threads, problems, System::nanoTime);
        DiscoverySearch search = new DiscoverySearch("", host);
        return new PluginHandle(key, discovery, terms)
                .call(() -> search.ask(discovery, Stream::empty))
                .join()
                .orElseThrow(() -> new IOException(
                        discovery.name() + ": " + problems.of(key).orElse("returned nothing")))
                .resources();
    }

    /** Polls all meters that match one of the patterns, as described in {@link AgentView#poll}. */
    public PollResult patterns(List<String> patterns, Optional<Duration> again) throws InterruptedException {
        MeterPatterns meters = new MeterPatterns(patterns.isEmpty() ? List.of("*") : patterns);
        return sources(
                List.of(new Source("poll", Duration.ofDays(1), false, meters, List.of(), List.of(), List.of())), again);
    }

    /**
     * Polls the meters of the given sources on the calling thread and returns the samples of the last poll.
     *
     * @param again the delay before a second poll, which is needed to compute derived meters; if empty, the meters are
     *     polled only once
     */
    PollResult sources(List<Source> sources, Optional<Duration> again) throws InterruptedException {
        RecordingPluginDirectory recording = new RecordingPluginDirectory(plugins);
        Health problems = Health.silent();
        Poller poller =
                new Poller(recording, host, Moment::now, threads, CallTerms.DEADLINE, problems, new PollsterStats());
        PollingPlan plan = PollingPlan.of(new Pipeline(sources, List.of()), plugins.pollsters(), host.id());
        Tick tick = poller.once(plan.jobs());
        if (again.isPresent()) {
            Thread.sleep(again.get().toMillis());
            tick = poller.once(plan.jobs());
        }
        return new PollResult(
                tick.share(source -> true).values().stream()
                        .flatMap(List::stream)
                        .toList(),
                recording.resources(),
                problems.all());
    }

    /**
     * For the resources of the given sources, polls a meter and the counters from which the meter is computed. Polls
     * twice if the meter is derived, because derived meters are computed from two readings.
     */
    public PollResult meter(Meter meter, List<Source> polling) throws InterruptedException {
        List<String> names = new ArrayList<>(List.of(meter.name()));
        meter.formula().ifPresent(formula -> names.addAll(formula.counters()));
        List<Source> sources = polling.stream()
                .map(source -> new Source(
                        source.name(),
                        Duration.ofDays(1), // a single interval, so that the sources share one call
                        false,
                        new MeterPatterns(names),
                        source.discovery(),
                        source.resources(),
                        List.of()))
                .toList();
        return sources(sources, meter.isDerived() ? Optional.of(AGAIN) : Optional.empty());
    }
}
