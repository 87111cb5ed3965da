package io.nephometer.agent.core;

import io.nephometer.agent.core.deploy.TrustedPlugins;
import io.nephometer.agent.core.diagnosis.DiagnosisFacts;
import io.nephometer.agent.core.diagnosis.MeterTracer;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.pipeline.PipelineFile;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.CallThreads;
import io.nephometer.agent.core.plugin.PipelineValidator;
import io.nephometer.agent.core.plugin.PluginPipelineChecks;
import io.nephometer.agent.core.plugin.PluginRegistry;
import io.nephometer.agent.core.plugin.PluginServiceBinder;
import io.nephometer.agent.core.polling.Poller;
import io.nephometer.agent.core.polling.PollsterStats;
import io.nephometer.agent.core.polling.Taps;
import io.nephometer.agent.core.polling.Tick;
import io.nephometer.agent.core.schedule.PollingPlan;
import io.nephometer.agent.core.schedule.Scheduler;
import io.nephometer.agent.core.sink.Sinks;
import io.nephometer.agent.core.trial.TrialPoller;
import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.AgentView;
import io.nephometer.agent.core.view.Diagnosis;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.Identity;
import io.nephometer.agent.core.view.PipelineVerdict;
import io.nephometer.agent.core.view.PollResult;
import io.nephometer.agent.core.view.SpoolInspection;
import io.nephometer.agent.core.view.Tap;
import io.nephometer.api.Discovery;
import io.nephometer.api.Moment;
import io.nephometer.api.Origin;
import io.nephometer.api.Pollster;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Resource;
import io.nephometer.api.TransformerFactory;
import io.nephometer.format.FormatFactory;
import io.nephometer.hypervisor.Hypervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** The agent's main component, which tracks the plugins and connects the parts of the agent that use them. */
@Component(service = AgentView.class, immediate = true, configurationPid = AgentSettings.PID)
public final class Agent implements AgentView {

    /** The time limit for stopping the agent. The limit leaves time for the platform to stop the other bundles. */
    private static final Duration LAST = Duration.ofSeconds(9);

    private final Identity identity;
    private final boolean polls;
    private final Health health = Health.logged();
    private final CallThreads threads = new CallThreads();
    private final PluginRegistry plugins = new PluginRegistry(health, System::nanoTime, threads);
    private final PluginPipelineChecks checks =
            new PluginPipelineChecks(plugins, () -> origin("check"), threads, health, System::nanoTime);
    private final PollsterStats stats = new PollsterStats();
    private final Path path;
    private final PipelineFile file;
    private final Taps taps = new Taps();
    private final Sinks sinks;
    private final Scheduler scheduler;
    private final Planner planner;
    private final PluginServiceBinder binding;
    private final TrialPoller trials;
    private final DeployerBinding deployer;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Hypervisor hypervisor;

    @Activate
    public Agent(BundleContext context, @Reference ServiceComponentRuntime components, Map<String, Object> properties)
            throws IOException {
        AgentSettings settings = AgentSettings.of(properties);
        identity = RouteMessageOrigin.identity(context, settings.host());
        polls = !"command".equals(context.getProperty("nephometer.mode"));
        Path data = Path.of(property(context, "nephometer.data", "data"));
        Path conf = Path.of(property(context, "nephometer.conf", "conf"));
        path = conf.resolve("pipeline.yaml");
        file = new PipelineFile(path, data.resolve("pipeline.last-good.yaml"), checks);
        Path spools = Path.of(
                property(context, "nephometer.spool", data.resolve("spool").toString()));
        sinks = new Sinks(
                spools,
                settings.bounds(),
                this::origin,
                new CallTerms(Duration.ofSeconds(1), CallTerms.DEADLINE, threads, health, System::nanoTime));
        scheduler = new Scheduler(
                () -> new Poller(plugins, host(), Moment::now, threads, CallTerms.DEADLINE, health, stats),
                Moment::now,
                this::handOver);
        PluginSettingsCheck settingsCheck = new PluginSettingsCheck(context, components, health);
        planner = new Planner(file, plugins, scheduler, sinks, settingsCheck::look, identity.host(), health);
        binding = new PluginServiceBinder(context, plugins, planner::invalidate, health, System::nanoTime);
        trials = new TrialPoller(plugins, host(), threads);
        TrustedPlugins trust = settings.trust(conf);
        deployer = new DeployerBinding(
                context,
                new PluginReplacement(plugins, planner::rebuildNow, trust, health),
                health,
                DeployerBinding.START_LIMIT);
        settings.reportMistakes(conf, trust, health);
    }

    private static String property(BundleContext context, String name, String other) {
        return Optional.ofNullable(context.getProperty(name)).orElse(other);
    }

    /** Starts the agent. The first plan is not computed until the plugins are available. */
    @Activate
    void start() {
        binding.start();
        if (polls) {
            deployer.ready().thenRun(planner::begin);
        }
        deployer.start();
    }

    @Deactivate
    void stop() {
        long begun = System.nanoTime();
        binding.stop();
        deployer.stop();
        planner.close();
        scheduler.close();
        taps.close();
        sinks.close(LAST.minusNanos(System.nanoTime() - begun));
        threads.shutdownNow();
    }

    @Reference(service = Pollster.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPollster(ServiceReference<Pollster> reference) {
        binding.add(reference, plugins::addPollster);
    }

    void removePollster(ServiceReference<Pollster> reference) {
        binding.remove(reference);
    }

    @Reference(service = Discovery.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addDiscovery(ServiceReference<Discovery> reference) {
        binding.add(reference, plugins::addDiscovery);
    }

    void removeDiscovery(ServiceReference<Discovery> reference) {
        binding.remove(reference);
    }

    @Reference(
            service = PublisherFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPublisher(ServiceReference<PublisherFactory> reference) {
        binding.add(reference, plugins::addPublisher);
    }

    void removePublisher(ServiceReference<PublisherFactory> reference) {
        binding.remove(reference);
    }

    @Reference(
            service = TransformerFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addTransformer(ServiceReference<TransformerFactory> reference) {
        binding.add(reference, plugins::addTransformer);
    }

    void removeTransformer(ServiceReference<TransformerFactory> reference) {
        binding.remove(reference);
    }

    @Reference(
            service = FormatFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addFormat(ServiceReference<FormatFactory> reference) {
        binding.add(reference, plugins::addFormat);
    }

    void removeFormat(ServiceReference<FormatFactory> reference) {
        binding.remove(reference);
    }

    /** Passes a tick to the taps and the sinks. Does not block. Taps also receive samples that are later lost. */
    private void handOver(Tick tick) {
        taps.accept(tick);
        sinks.accept(tick);
    }

    private Origin origin(String route) {
        return new RouteMessageOrigin(identity, route, plugins::names);
    }

    private Resource host() {
        return Resource.of(identity.host(), Map.of("host", identity.host()));
    }

    @Override
    public Map<String, List<Resource>> resources() throws IOException {
        return trials.resources();
    }

    @Override
    public PollResult poll(List<String> patterns, Optional<Duration> again) throws InterruptedException {
        return trials.patterns(patterns, again);
    }

    @Override
    public Diagnosis diagnose(String meter) throws InterruptedException {
        return MeterTracer.of(
                meter,
                trials,
                result -> new DiagnosisFacts(Instant.now(), status(), planner.pipeline(), plugins.pollsters(), result));
    }

    @Override
    public PipelineVerdict validate(Optional<Path> other) {
        return new PipelineValidator(checks, plugins).validate(other.orElse(path));
    }

    @Override
    public List<String> publishers() throws IOException {
        return new PipelineValidator(checks, plugins).publishers(path);
    }

    @Override
    public AgentReport status() {
        Optional<Hypervisor> asked = Optional.ofNullable(hypervisor);
        Map<HealthKey, String> problems = health.all();
        return new AgentReport(
                Moment.now(),
                identity,
                asked.map(Hypervisor::status).orElse("no plugin offers one"),
                asked.map(Hypervisor::costs).orElse(List.of()),
                asked.map(Hypervisor::unaccountedBytes).orElse(0L),
                file.state(),
                scheduler.states(),
                stats.states(plugins.pollsters(), problems),
                PollingPlan.meters(plugins.pollsters()),
                plugins.names(),
                sinks.sinks(),
                sinks.states(),
                deployer.deployments(),
                problems,
                sinks::aside);
    }

    @Override
    public CompletableFuture<Void> ready() {
        return deployer.ready();
    }

    @Override
    public Optional<String> missing(Bundle bundle) {
        return deployer.missing(bundle);
    }

    @Override
    public boolean polls() {
        return polls;
    }

    @Override
    public Tap tap(Predicate<String> meters) {
        return taps.open(meters);
    }

    @Override
    public Map<String, SpoolInspection> inspectSpools() {
        return sinks.inspect();
    }

    @Override
    public long dropSpool(String route) throws IOException {
        return sinks.drop(route);
    }
}
