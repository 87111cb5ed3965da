package io.nephometer.agent.core;

import io.nephometer.agent.core.delivery.Delivery;
import io.nephometer.agent.core.pipeline.Checks;
import io.nephometer.agent.core.pipeline.MeterPatterns;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.PipelineException;
import io.nephometer.agent.core.pipeline.PipelineFile;
import io.nephometer.agent.core.pipeline.PipelineReader;
import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.agent.core.polling.Plugins;
import io.nephometer.agent.core.polling.Poller;
import io.nephometer.agent.core.polling.PollingPlan;
import io.nephometer.agent.core.polling.Scheduler;
import io.nephometer.agent.core.polling.Tallies;
import io.nephometer.agent.core.polling.Timer;
import io.nephometer.agent.core.polling.Troubles;
import io.nephometer.api.Discovery;
import io.nephometer.api.Moment;
import io.nephometer.api.Origin;
import io.nephometer.api.Pollster;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.TransformerFactory;
import io.nephometer.hypervisor.Hypervisor;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The agent as the framework sees it: tracks the plugins, follows pipeline.yaml, and applies a new plan when either changes.
 * All that it decides happens on the thread {@code nephometer-plan}.
 */
@Component(service = Agent.class, immediate = true, configurationPid = Settings.PID)
public final class Agent {

    private static final Logger LOG = System.getLogger("nephometer.agent");
    private static final Duration COALESCE = Duration.ofMillis(50);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Identity identity;
    private final boolean polls;
    private final Registry plugins = new Registry();
    private final Checks checks = new PluginChecks(plugins, () -> origin("check"));
    private final Troubles troubles = Troubles.logged();
    private final Tallies tallies = new Tallies();
    private final Path path;
    private final PipelineFile file;
    private final Taps taps = new Taps();
    private final Delivery delivery;
    private final Scheduler scheduler;
    private final Timer timer = Timer.thread("nephometer-plan");
    private final AtomicBoolean stale = new AtomicBoolean();
    private volatile Pipeline pipeline = Pipeline.EMPTY;
    private volatile Hypervisor hypervisor;

    @Activate
    public Agent(BundleContext context, Map<String, Object> properties) throws IOException {
        Settings settings = Settings.of(properties);
        identity = Identity.of(context, settings.host());
        polls = !"command".equals(context.getProperty("nephometer.mode"));
        Path data = Files.createDirectories(Path.of(property(context, "nephometer.data", "data")));
        Path conf = Path.of(property(context, "nephometer.conf", "conf"));
        path = conf.resolve("pipeline.yaml");
        file = new PipelineFile(path, data.resolve("pipeline.last-good.yaml"), checks);
        Path spools = Path.of(
                property(context, "nephometer.spool", data.resolve("spool").toString()));
        delivery = new Delivery(spools, settings.bounds(), troubles, this::origin);
        scheduler = new Scheduler(() -> poller(plugins, troubles, tallies), Moment::now, this::handOver);
        if (!settings.mistakes().isEmpty()) {
            troubles.began("settings", new IOException(String.join("; ", settings.mistakes())));
        }
    }

    private static String property(BundleContext context, String name, String other) {
        String value = context.getProperty(name);
        return value == null ? other : value;
    }

    /** The plugins that were there before are known by now. */
    @Activate
    void start() {
        if (polls) {
            timer.after(Duration.ZERO, () -> {
                pipeline = file.start();
                rebuild();
                timer.after(LOOK, this::look);
            });
        }
    }

    @Deactivate
    void stop() {
        timer.close();
        scheduler.close();
        taps.close();
        delivery.close();
    }

    @Reference(service = Pollster.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPollster(ServiceReference<Pollster> reference, Pollster pollster) {
        plugins.add(reference, pollster);
        invalidate();
    }

    void removePollster(ServiceReference<Pollster> reference) {
        remove(reference);
    }

    @Reference(service = Discovery.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addDiscovery(ServiceReference<Discovery> reference, Discovery discovery) {
        plugins.addDiscovery(reference, discovery);
        invalidate();
    }

    void removeDiscovery(ServiceReference<Discovery> reference) {
        remove(reference);
    }

    @Reference(
            service = PublisherFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPublisher(ServiceReference<PublisherFactory> reference, PublisherFactory factory) {
        plugins.addPublisher(reference, factory);
        invalidate();
    }

    void removePublisher(ServiceReference<PublisherFactory> reference) {
        remove(reference);
    }

    @Reference(
            service = TransformerFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addTransformer(ServiceReference<TransformerFactory> reference, TransformerFactory factory) {
        plugins.addTransformer(reference, factory);
        invalidate();
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
        plugins.remove(reference);
        invalidate();
    }

    /** Called by the framework's threads: records, and lets bursts of changes come together. */
    private void invalidate() {
        if (polls && stale.compareAndSet(false, true)) {
            timer.after(COALESCE, this::rebuild);
        }
    }

    private void look() {
        try {
            file.look().ifPresent(next -> {
                pipeline = next;
                rebuild();
            });
            delivery.tend();
        } catch (RuntimeException bug) { // an executor would swallow it, and nothing would be looked at any more
            LOG.log(Level.ERROR, "the second's look failed: " + bug, bug);
        } finally {
            timer.after(LOOK, this::look);
        }
    }

    private void rebuild() {
        stale.set(false); // before reading: a later change is not lost
        try {
            delivery.apply(pipeline, plugins.publishers(), plugins.transformers());
            scheduler.apply(PollingPlan.of(pipeline, plugins.pollsters(), identity.host()));
        } catch (RuntimeException | LinkageError bug) { // an executor would swallow it; the old plan goes on
            LOG.log(Level.ERROR, "the new plan cannot be applied: " + bug, bug);
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

    private Poller poller(Plugins from, Troubles of, Tallies into) {
        Resource host = Resource.of(identity.host(), Map.of("host", identity.host()));
        return new Poller(from, host, Moment::now, of, into);
    }

    /** Polls all that a pattern matches, wherever each pollster finds it. */
    Look poll(List<String> patterns, Optional<Duration> again) throws InterruptedException {
        MeterPatterns meters = new MeterPatterns(patterns.isEmpty() ? List.of("*") : patterns);
        return look(
                List.of(new Source("poll", Duration.ofDays(1), false, meters, List.of(), List.of(), List.of())), again);
    }

    /** Polls as these sources do, once or twice. */
    Look look(List<Source> sources, Optional<Duration> again) throws InterruptedException {
        Found found = new Found(plugins);
        Troubles seen = Troubles.silent();
        PollingPlan plan = PollingPlan.of(new Pipeline(sources, List.of()), plugins.pollsters(), identity.host());
        List<Sample> samples = Look.poll(poller(found, seen, new Tallies()), plan, again);
        return new Look(samples, found.resources(), seen.all());
    }

    /** What is wrong in a pipeline.yaml, by default the agent's own. */
    Verdict judge(Optional<Path> other) {
        return Verdict.of(other.orElse(path), checks, plugins);
    }

    /** The URLs of all publishers that pipeline.yaml names. */
    List<String> publishers() throws IOException, PipelineException {
        return PipelineReader.read(Files.readAllBytes(path), checks).sinks().stream()
                .flatMap(sink -> sink.publishers().stream())
                .map(Object::toString)
                .distinct()
                .toList();
    }

    Status status() {
        Hypervisor asked = hypervisor;
        return new Status(
                identity,
                asked == null ? "no plugin offers one" : asked.status(),
                file.state(),
                scheduler.states(),
                plugins.pollsters(),
                plugins.names(),
                tallies,
                delivery.sinks(),
                delivery.states(),
                troubles.all(),
                pipeline);
    }

    /** Whether it does what it is for, or only answers commands. */
    boolean polls() {
        return polls;
    }

    Delivery delivery() {
        return delivery;
    }

    Taps taps() {
        return taps;
    }

    Registry plugins() {
        return plugins;
    }

    Identity identity() {
        return identity;
    }
}
