package io.nephometer.agent.core.sink;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.polling.Tick;
import io.nephometer.agent.core.route.Route;
import io.nephometer.agent.core.route.RouteNameCodec;
import io.nephometer.agent.core.route.RouteTarget;
import io.nephometer.agent.core.spool.QuarantineFolders;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.spool.SpoolClock;
import io.nephometer.agent.core.spool.SpoolInspector;
import io.nephometer.agent.core.spool.SpoolLimits;
import io.nephometer.agent.core.spool.file.DiskFolder;
import io.nephometer.agent.core.spool.file.SpoolFolder;
import io.nephometer.agent.core.view.QuarantineFolder;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.SinkState;
import io.nephometer.agent.core.view.Source;
import io.nephometer.agent.core.view.SpoolInspection;
import io.nephometer.api.Origin;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Sample;
import io.nephometer.api.TransformerFactory;
import io.nephometer.format.FormatFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/** The sinks of the running pipeline and their routes. A route that is unchanged in a new pipeline keeps running. */
public final class Sinks implements AutoCloseable {

    private static final Logger LOG = System.getLogger("nephometer.delivery");
    private static final int RETRY = 10;
    private static final Duration LAST = Duration.ofSeconds(9);

    private final Path directory;
    private final SpoolLimits bounds;
    private final Health health;
    private final Function<String, Origin> origins;
    private final CallTerms terms;
    private int tends;

    /**
     * The routes, keyed by name. Routes that have been removed from the pipeline are kept, because late samples may
     * still arrive and because a removed route may be added again.
     */
    private volatile Map<String, Route> routes = Map.of();

    private volatile Map<String, SinkRunner> runners = Map.of();

    /**
     * @param directory the directory that contains the spools
     * @param bounds the limits that apply to each spool
     * @param origins the function that returns the origin for a route name
     * @param terms the conditions under which transformers and publishers are called
     */
    public Sinks(Path directory, SpoolLimits bounds, Function<String, Origin> origins, CallTerms terms) {
        this.directory = directory;
        this.bounds = bounds;
        this.health = terms.health();
        this.origins = origins;
        this.terms = terms;
    }

    /**
     * Applies a pipeline without waiting for plugins. The sinks of the previous pipeline still deliver all samples that
     * they receive before the new schedule takes effect.
     *
     * @param publishers the publisher plugins, keyed by URL scheme
     * @param formats the format plugins, keyed by format name
     * @param transformers the transformer plugins, keyed by transformer name
     * @param schedule the task that applies the new pipeline to the polling schedule
     */
    public synchronized void apply(
            Pipeline pipeline,
            Map<String, Plugin<PublisherFactory>> publishers,
            Map<String, Plugin<FormatFactory>> formats,
            Map<String, Plugin<TransformerFactory>> transformers,
            Runnable schedule) {
        Map<String, RouteTarget> wanted = new LinkedHashMap<>();
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Sink sink : pipeline.sinks()) {
            for (URI url : sink.publishers()) {
                String name = free(sink.name() + "." + url.getScheme(), wanted);
                wanted.put(name, new RouteTarget(url, publishers.get(url.getScheme()), formats));
                names.computeIfAbsent(sink.name(), s -> new ArrayList<>()).add(name);
            }
        }
        Map<String, Route> allRoutes = new TreeMap<>(routes);
        wanted.forEach((name, target) -> allRoutes.computeIfAbsent(name, n -> route(n, target)));
        Map<String, SinkRunner> allRunners = new TreeMap<>(runners);
        for (Sink sink : pipeline.sinks()) {
            SinkRunner runner = allRunners.computeIfAbsent(sink.name(), name -> new SinkRunner(name, terms));
            List<Route> of = names.get(sink.name()).stream().map(allRoutes::get).toList();
            runner.change(ChainSpec.of(sink.transformers(), transformers), of);
        }
        wanted.forEach((name, target) -> allRoutes.get(name).use(target));
        routes = allRoutes;
        runners = allRunners;
        try {
            schedule.run();
        } finally {
            retire(names.keySet(), wanted.keySet());
        }
    }

    private void retire(Set<String> sinks, Set<String> wanted) {
        Set<Route> last =
                Collections.newSetFromMap(new IdentityHashMap<>()); // retired by their sink after its last samples
        runners.forEach((name, runner) -> {
            if (!sinks.contains(name)) {
                last.addAll(runner.routes());
                runner.retire();
            }
        });
        routes.forEach((name, route) -> {
            if (!wanted.contains(name) && !last.contains(route)) {
                route.retire();
            }
        });
    }

    private static String free(String name, Map<String, RouteTarget> taken) {
        String free = name;
        for (int n = 2; taken.containsKey(free); n++) {
            free = name + "-" + n;
        }
        return free;
    }

    private Route route(String name, RouteTarget target) {
        return new Route(origins.apply(name), () -> open(name), target, terms);
    }

    private Spool open(String route) throws IOException {
        return Spool.open(route, folder(route), bounds, SpoolClock.system(), health);
    }

    private SpoolFolder folder(String route) {
        return new DiskFolder(directory.resolve(RouteNameCodec.escaped(route)));
    }

    /**
     * Passes the samples of each source to every route of the source's sinks. A sink that has several sources receives
     * each sample only once. Does not block.
     */
    public void accept(Tick tick) {
        tick.sources().stream()
                .flatMap(source -> source.sinks().stream())
                .distinct()
                .forEach(sink -> tick.share(source -> source.sinks().contains(sink))
                        .forEach((source, samples) -> accept(source, sink, samples)));
    }

    private void accept(Source source, String sink, List<Sample> samples) {
        SinkRunner runner = runners.get(sink);
        if (runner != null) {
            runner.accept(source.name(), samples);
        }
    }

    /**
     * Performs all work that is not part of a turn, without waiting for plugins. Call this method about once a second.
     */
    public synchronized void tend() {
        boolean retries = ++tends % RETRY == 0; // a rejected setting, such as a key file, may have been corrected
        runners.values().forEach(runner -> runner.tend(retries));
        routes.values().forEach(route -> route.tend(retries));
    }

    /** Returns the states of all routes in the pipeline and of former routes that still have a spool. */
    public List<RouteState> states() {
        List<RouteState> states = new ArrayList<>();
        Map<String, Route> known = routes;
        for (String name : names()) {
            RouteState state = known.containsKey(name)
                    ? known.get(name).state()
                    : new RouteState(name, false, false, false, Optional.empty(), 0, "");
            states.add(
                    state.inPipeline() || state.spool().isPresent()
                            ? state
                            : state.with(SpoolInspector.of(folder(name), false).state()));
        }
        return states;
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>(routes.keySet());
        try (Stream<Path> spools = Files.list(directory)) {
            spools.filter(Files::isDirectory)
                    .forEach(spool -> names.add(
                            RouteNameCodec.unescaped(spool.getFileName().toString())));
        } catch (IOException | UncheckedIOException e) { // only the routes in the pipeline are known
        }
        return names;
    }

    /** Reads every file in every spool and returns the results, keyed by route name. */
    public Map<String, SpoolInspection> inspect() {
        Map<String, SpoolInspection> inspections = new TreeMap<>();
        names().forEach(name -> inspections.put(name, SpoolInspector.of(folder(name), true)));
        return inspections;
    }

    /** Returns the quarantined files of each route, omitting routes without quarantined files. */
    public Map<String, List<QuarantineFolder>> aside() {
        Map<String, List<QuarantineFolder>> aside = new TreeMap<>();
        names().forEach(name -> aside.put(name, QuarantineFolders.of(directory.resolve(RouteNameCodec.escaped(name)))));
        aside.values().removeIf(List::isEmpty);
        return aside;
    }

    /**
     * Drops all samples that are waiting for delivery on a route and returns the number of dropped samples.
     *
     * @throws IllegalArgumentException if no route has the given name
     */
    public long drop(String name) throws IOException {
        Route route = routes.get(name);
        if (route != null) {
            return route.drop();
        }
        if (!names().contains(name)) {
            throw new IllegalArgumentException(
                    "there is no route " + name + ": known are " + String.join(", ", names()));
        }
        try (Spool spool = open(name)) {
            return spool.drop();
        }
    }

    /** Returns the states of the sinks that have transformers. */
    public List<SinkState> sinks() {
        return runners.values().stream()
                .flatMap(runner -> runner.state().stream())
                .filter(sink -> !sink.lineage().isEmpty())
                .toList();
    }

    /** Closes all sinks and routes within nine seconds. */
    @Override
    public void close() {
        close(LAST);
    }

    /**
     * Closes all sinks and routes. A third of the time limit is reserved for plugins, and the rest for the disk.
     * Samples not processed in time are counted as lost. A pipeline change that hangs does not delay the shutdown.
     */
    public void close(Duration limit) {
        Duration calls = limit.dividedBy(3);
        Duration writes = limit.minus(calls);
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        runners.values().forEach(runner -> ends.add(runner.retire()));
        await(ends, calls);
        runners.values().forEach(SinkRunner::close);
        await(
                routes.values().stream()
                        .map(route -> CompletableFuture.runAsync(() -> route.close(writes), terms.threads()))
                        .toList(),
                writes);
        runners = Map.of();
        routes = Map.of();
    }

    private static void await(List<CompletableFuture<Void>> ends, Duration limit) {
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.WARNING, "not all sinks and routes ended within " + limit.toMillis() / 1000.0 + " s");
        }
    }
}
