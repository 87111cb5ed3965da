package io.nephometer.agent.core;

import io.nephometer.agent.core.deploy.Deployer;
import io.nephometer.agent.core.deploy.TrustedPlugins;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.pipeline.MeterPatterns;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.PipelineException;
import io.nephometer.agent.core.pipeline.PipelineFile;
import io.nephometer.agent.core.pipeline.PipelineReader;
import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginChecks;
import io.nephometer.agent.core.plugin.PluginDirectory;
import io.nephometer.agent.core.plugin.PluginHandle;
import io.nephometer.agent.core.plugin.PluginRegistry;
import io.nephometer.agent.core.polling.DiscoverySearch;
import io.nephometer.agent.core.polling.Poller;
import io.nephometer.agent.core.polling.PollsterStats;
import io.nephometer.agent.core.schedule.PollingPlan;
import io.nephometer.agent.core.schedule.Scheduler;
import io.nephometer.agent.core.sink.Sinks;
import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.Identity;
import io.nephometer.agent.core.view.PipelineVerdict;
import io.nephometer.agent.core.view.PollResult;
import io.nephometer.agent.core.view.ReadCosts;
import io.nephometer.agent.core.view.RecordingPlugins;
import io.nephometer.agent.core.view.Taps;
import io.nephometer.api.Discovery;
import io.nephometer.api.Moment;
import io.nephometer.api.Origin;
import io.nephometer.api.Pollster;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.RegularFile;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.TransformerFactory;
import io.nephometer.hypervisor.Hypervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
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

/** The agent as the framework sees it: tracks the plugins, and holds together what uses them. */
@Component(service = Agent.class, immediate = true, configurationPid = AgentSettings.PID)
public final class Agent {

    /** All that a stop waits for, together: the platform's other bundles have to stop, too. */
    private static final Duration LAST = Duration.ofSeconds(9);

    /** How long the plugins that are there before it are waited for. */
    private static final Duration FIRST = Duration.ofSeconds(2);

    private static final HealthKey FOLDER = HealthKey.agent("the plugins' folder");

    private final Identity identity;
    private final boolean polls;
    private final BundleContext context;
    private final long made = System.nanoTime();
    private final Health health = Health.logged();
    private final ThreadPoolExecutor threads = threads();
    private final PluginRegistry plugins = new PluginRegistry(health, System::nanoTime, threads);
    private final ThreadPoolExecutor deliveryThreads = threads();
    private final PluginChecks checks = new PluginChecks(plugins, () -> origin("check"), deliveryThreads, health);
    private final PollsterStats tallies = new PollsterStats();
    private final Path path;
    private final PipelineFile file;
    private final Taps taps = new Taps();
    private final Sinks delivery;
    private final Scheduler scheduler;
    private final Planner planning;
    private final Deployer deployer;
    private volatile Hypervisor hypervisor;
    private volatile boolean started;
    private volatile boolean stops;

    @Activate
    public Agent(BundleContext context, @Reference ServiceComponentRuntime components, Map<String, Object> properties)
            throws IOException {
        this.context = context;
        AgentSettings settings = AgentSettings.of(properties);
        identity = Identity.of(context, settings.host());
        polls = !"command".equals(context.getProperty("nephometer.mode"));
        Path data = Path.of(property(context, "nephometer.data", "data"));
        Path conf = Path.of(property(context, "nephometer.conf", "conf"));
        path = conf.resolve("pipeline.yaml");
        file = new PipelineFile(path, data.resolve("pipeline.last-good.yaml"), checks);
        Path spools = Path.of(
                property(context, "nephometer.spool", data.resolve("spool").toString()));
        delivery = new Sinks(
                spools,
                settings.bounds(),
                this::origin,
                new CallTerms(Duration.ofSeconds(1), CallTerms.DEADLINE, deliveryThreads, health, System::nanoTime));
        scheduler = new Scheduler(() -> poller(plugins, health, tallies), Moment::now, this::handOver);
        SettingsCheck settingsCheck = new SettingsCheck(context, components, health);
        planning = new Planner(file, plugins, scheduler, delivery, settingsCheck::look, identity.host(), health);
        TrustedPlugins trust = settings.trust(conf);
        deployer = new Deployer(
                context,
                components,
                Path.of(property(context, "nephometer.deploy", "deploy")),
                Path.of(property(context, "nephometer.scratch", data.toString())),
                trust,
                new PluginReplacement(plugins, planning::rebuildNow),
                wrong -> wrong.ifPresentOrElse(
                        why -> health.failed(FOLDER, new IOException(why)), () -> health.recovered(FOLDER)));
        settings.unread(conf)
                .ifPresent(file -> health.failed(
                        HealthKey.agent("settings"),
                        new IOException(file + " cannot be read, and the log says why: the defaults are taken"
                                + (trust.unread().isEmpty() ? "" : ", and no plugin is loaded, as it may say which"))));
        if (!settings.mistakes().isEmpty()) {
            health.failed(HealthKey.agent("settings"), new IOException(String.join("; ", settings.mistakes())));
        }
    }

    private static String property(BundleContext context, String name, String other) {
        String value = context.getProperty(name);
        return value == null ? other : value;
    }

    /** The first plan is made when the plugins are there: it is whole. */
    @Activate
    void start() {
        started = true;
        deployer.start();
        if (polls) {
            deployer.settled().thenRun(planning::begin);
        }
    }

    @Deactivate
    void stop() {
        long begun = System.nanoTime();
        stops = true;
        deployer.close();
        planning.close();
        scheduler.close();
        threads.shutdownNow();
        taps.close();
        delivery.close(LAST.minusNanos(System.nanoTime() - begun));
        deliveryThreads.shutdownNow();
    }

    /** To call plugins on: as many as it takes, for each may hang. */
    private static ThreadPoolExecutor threads() {
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "nephometer-idle");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** On a thread of the agent's own: to get a service activates its component, which may never end. */
    private <T> Supplier<T> service(ServiceReference<T> reference) {
        return () -> context.getService(reference);
    }

    /**
     * Waits until a plugin has said what it offers. Those that are there before the agent is are waited for two seconds, all
     * together; what one of them offers counts whenever it answers.
     */
    private void await(CompletableFuture<Void> answer) {
        answer.thenRun(planning::invalidate);
        try {
            if (started) {
                answer.join();
            } else {
                answer.get(FIRST.toNanos() - (System.nanoTime() - made), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException | CompletionException | ExecutionException e) {
            // status shows that it has not answered yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Reference(service = Pollster.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPollster(ServiceReference<Pollster> reference) {
        await(plugins.addPollster(reference, service(reference)));
    }

    void removePollster(ServiceReference<Pollster> reference) {
        remove(reference);
    }

    @Reference(service = Discovery.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addDiscovery(ServiceReference<Discovery> reference) {
        await(plugins.addDiscovery(reference, service(reference)));
    }

    void removeDiscovery(ServiceReference<Discovery> reference) {
        remove(reference);
    }

    @Reference(
            service = PublisherFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPublisher(ServiceReference<PublisherFactory> reference) {
        await(plugins.addPublisher(reference, service(reference)));
    }

    void removePublisher(ServiceReference<PublisherFactory> reference) {
        remove(reference);
    }

    @Reference(
            service = TransformerFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addTransformer(ServiceReference<TransformerFactory> reference) {
        await(plugins.addTransformer(reference, service(reference)));
    }

    void removeTransformer(ServiceReference<TransformerFactory> reference) {
        remove(reference);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setHypervisor(Hypervisor now) {
        hypervisor = now;
    }

    void unsetHypervisor(Hypervisor gone) {
        if (hypervisor == gone) {
            hypervisor = null;
        }
    }

    private void remove(ServiceReference<?> reference) {
        plugins.remove(reference, planning::invalidate, stops ? Duration.ZERO : CallTerms.DEADLINE)
                .filter(name -> !plugins.has(name))
                .ifPresent(name -> health.forget(key -> key.kind() == HealthKey.Kind.PLUGIN
                        && (key.name().equals(name) || key.name().startsWith(name + " for "))));
        planning.invalidate();
        Thread release = new Thread(() -> release(reference), "nephometer-release");
        release.setDaemon(true);
        release.start(); // to deactivate its component may never end
    }

    private void release(ServiceReference<?> reference) {
        try {
            context.ungetService(reference);
        } catch (IllegalStateException e) {
            // the agent has stopped, and with it all its services are released
        }
    }

    /** On a polling thread; who looks on sees what is polled, delivered or not. */
    private void handOver(Map<Source, List<Sample>> turns) {
        taps.accept(turns);
        delivery.accept(turns);
    }

    private Origin origin(String route) {
        return identity.origin(route, plugins::names);
    }

    private Resource host() {
        return Resource.of(identity.host(), Map.of("host", identity.host()));
    }

    /** What a discovery finds now. */
    public List<Resource> found(Plugin<Discovery> discovery) throws IOException {
        Health seen = Health.silent();
        HealthKey key = HealthKey.discovery(discovery.name());
        CallTerms terms = new CallTerms(Duration.ZERO, CallTerms.DEADLINE, threads, seen, System::nanoTime);
        DiscoverySearch search = new DiscoverySearch("", host());
        return new PluginHandle(key, discovery, terms)
                .call(() -> search.ask(discovery, Stream::empty))
                .join()
                .orElseThrow(() ->
                        new IOException(discovery.name() + ": " + seen.of(key).orElse("returned nothing")))
                .resources();
    }

    private Poller poller(PluginDirectory from, Health of, PollsterStats into) {
        return new Poller(from, host(), Moment::now, threads, CallTerms.DEADLINE, of, into);
    }

    /** Polls all that a pattern matches, wherever each pollster finds it. */
    public PollResult poll(List<String> patterns, Optional<Duration> again) throws InterruptedException {
        MeterPatterns meters = new MeterPatterns(patterns.isEmpty() ? List.of("*") : patterns);
        return look(
                List.of(new Source("poll", Duration.ofDays(1), false, meters, List.of(), List.of(), List.of())), again);
    }

    /** Polls as these sources do, once or twice. */
    public PollResult look(List<Source> sources, Optional<Duration> again) throws InterruptedException {
        RecordingPlugins found = new RecordingPlugins(plugins);
        Health seen = Health.silent();
        PollingPlan plan = PollingPlan.of(new Pipeline(sources, List.of()), plugins.pollsters(), identity.host());
        List<Sample> samples = PollResult.poll(poller(found, seen, new PollsterStats()), plan, again);
        return new PollResult(samples, found.resources(), seen.all());
    }

    /** What is wrong in a pipeline.yaml, by default the agent's own. */
    public PipelineVerdict judge(Optional<Path> other) {
        return PipelineVerdict.of(other.orElse(path), checks, plugins);
    }

    /** The URLs of all publishers that pipeline.yaml names. */
    public List<String> publishers() throws IOException, PipelineException {
        return PipelineReader.read(RegularFile.read(path), checks).sinks().stream()
                .flatMap(sink -> sink.publishers().stream())
                .map(Object::toString)
                .distinct()
                .toList();
    }

    public AgentReport status() {
        Hypervisor asked = hypervisor;
        return new AgentReport(
                identity,
                asked == null ? "no plugin offers one" : asked.status(),
                asked == null ? new ReadCosts(List.of(), 0) : new ReadCosts(asked.costs(), asked.unaccountedBytes()),
                file.state(),
                scheduler.states(),
                plugins.pollsters(),
                plugins.names(),
                tallies,
                delivery.sinks(),
                delivery.states(),
                deployer.deployments(),
                health.all(),
                planning.pipeline(),
                delivery::aside);
    }

    /** Over when the plugins of the start are there. */
    public CompletableFuture<Void> ready() {
        return deployer.settled();
    }

    /** Whether it does what it is for, or only answers commands. */
    public boolean polls() {
        return polls;
    }

    public Sinks delivery() {
        return delivery;
    }

    public Taps taps() {
        return taps;
    }

    public PluginRegistry plugins() {
        return plugins;
    }

    Identity identity() {
        return identity;
    }
}
