package io.nephometer.agent.core.delivery;

import io.nephometer.agent.core.health.Aspect;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.agent.core.pipeline.Step;
import io.nephometer.agent.core.spool.Aside;
import io.nephometer.agent.core.spool.Bounds;
import io.nephometer.agent.core.spool.DiskFolder;
import io.nephometer.agent.core.spool.Folder;
import io.nephometer.agent.core.spool.Inspection;
import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.spool.SpoolState;
import io.nephometer.api.Origin;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Sample;
import io.nephometer.api.TransformerFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** All routes of the running pipeline. A route that is the same in the next pipeline is not touched by the change. */
public final class Delivery implements AutoCloseable {

    private static final int RETRY = 10;

    private final Path directory;
    private final Bounds bounds;
    private final Health health;
    private final Function<String, Origin> origins;
    private final Map<String, Route> routes = new TreeMap<>();
    private final Map<String, Way> ways = new TreeMap<>();
    private int tends;
    private volatile Map<String, Flow> flows = Map.of();

    /**
     * How a route is to go out.
     *
     * @param factory null while no plugin offers one
     */
    private record Way(URI url, PublisherFactory factory) {}

    /**
     * @param directory of the spools
     * @param bounds of each
     * @param origins of a route's name
     */
    public Delivery(Path directory, Bounds bounds, Health health, Function<String, Origin> origins) {
        this.directory = directory;
        this.bounds = bounds;
        this.health = health;
        this.origins = origins;
    }

    /**
     * @param factories by scheme
     * @param transformers by name
     */
    public synchronized void apply(
            Pipeline pipeline, Map<String, PublisherFactory> factories, Map<String, TransformerFactory> transformers) {
        Map<String, URI> wanted = new LinkedHashMap<>();
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Sink sink : pipeline.sinks()) {
            for (URI url : sink.publishers()) {
                String name = free(sink.name() + "." + url.getScheme(), wanted);
                wanted.put(name, url);
                names.computeIfAbsent(sink.name(), s -> new ArrayList<>()).add(name);
            }
        }
        List<Route> gone = new ArrayList<>();
        routes.entrySet().removeIf(route -> !wanted.containsKey(route.getKey()) && gone.add(route.getValue()));
        ways.keySet().retainAll(wanted.keySet());
        wanted.forEach((name, url) -> route(name, new Way(url, factories.get(url.getScheme()))));
        Map<String, Flow> next = new LinkedHashMap<>();
        for (Sink sink : pipeline.sinks()) {
            List<Route> of = names.get(sink.name()).stream().map(routes::get).toList();
            Flow flow = flows.getOrDefault(sink.name(), new Flow());
            flow.change(
                    sink.transformers().stream().map(Step::transformer).toList(), chain(sink, flow, transformers), of);
            next.put(sink.name(), flow);
        }
        Map<String, Flow> before = flows;
        flows = next;
        before.forEach((name, flow) -> {
            if (!next.containsKey(name)) {
                flow.close();
            }
        });
        gone.forEach(Route::close);
    }

    private Optional<Chain> chain(Sink sink, Flow flow, Map<String, TransformerFactory> offered) {
        Optional<Chain> same = flow.chain().filter(chain -> chain.isStill(sink.transformers(), offered));
        return same.isPresent() ? same : Chain.of(sink.name(), sink.transformers(), offered, health);
    }

    private static String free(String name, Map<String, URI> taken) {
        String free = name;
        for (int n = 2; taken.containsKey(free); n++) {
            free = name + "-" + n;
        }
        return free;
    }

    private void route(String name, Way way) {
        Route route =
                routes.computeIfAbsent(name, n -> new Route(n, origins.apply(n).host(), () -> open(n), health));
        if (route.isConnected() && way.equals(ways.get(name))) {
            return;
        }
        HealthKey publisher = HealthKey.route(name).of(Aspect.PUBLISHER);
        ways.put(name, way);
        route.disconnect();
        try {
            if (way.factory() == null) {
                throw new IOException(
                        "no plugin offers " + way.url().getScheme() + ":// now; samples are held in memory");
            }
            route.connect(way.factory().open(way.url(), origins.apply(name)));
            health.recovered(publisher);
        } catch (IllegalArgumentException e) {
            health.failed(publisher, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            health.failed(publisher, e);
        } catch (RuntimeException bug) { // a plugin's: it must not cost the other routes
            health.failed(publisher, bug);
        }
    }

    private Spool open(String route) throws IOException {
        return Spool.open(route, folder(route), bounds, InstantSource.system(), health);
    }

    private Folder folder(String route) {
        return new DiskFolder(directory.resolve(RouteName.escaped(route)));
    }

    /**
     * What each source of a tick got, none perhaps, to every route of its sinks. A sink that several of them share gets
     * each sample once. Called on polling threads.
     */
    public void accept(Map<Source, List<Sample>> turns) {
        Map<String, Set<Sample>> given = new HashMap<>();
        turns.forEach((source, samples) -> {
            for (String sink : source.sinks()) {
                boolean shared = turns.keySet().stream()
                                .filter(other -> other.sinks().contains(sink))
                                .count()
                        > 1;
                accept(source, sink, shared ? notGiven(given, sink, samples) : samples);
            }
        });
    }

    private static List<Sample> notGiven(Map<String, Set<Sample>> given, String sink, List<Sample> samples) {
        Set<Sample> before = given.computeIfAbsent(sink, s -> Collections.newSetFromMap(new IdentityHashMap<>()));
        return samples.stream().filter(before::add).toList();
    }

    private void accept(Source source, String sink, List<Sample> samples) {
        Flow flow = flows.get(sink);
        if (flow != null) {
            flow.accept(source.name(), samples);
        }
    }

    /** To be called about once a second: does what is due without a turn. */
    public synchronized void tend() {
        routes.values().forEach(Route::tend);
        if (++tends % RETRY == 0) { // what a publisher found wrong may have been put right: a key file, say
            Map.copyOf(ways).forEach((name, way) -> {
                if (way.factory() != null && !routes.get(name).isConnected()) {
                    route(name, way);
                }
            });
        }
    }

    /** Of all routes of the pipeline, and of those that a former pipeline has left something of. */
    public synchronized List<RouteState> states() {
        List<RouteState> states = new ArrayList<>();
        for (String name : names()) {
            Route route = routes.get(name);
            if (route != null) {
                states.add(route.state());
            } else {
                SpoolState left = Inspection.of(folder(name), false).state();
                states.add(new RouteState(name, false, false, Optional.of(left), 0, ""));
            }
        }
        return states;
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>(routes.keySet());
        try (Stream<Path> spools = Files.list(directory)) {
            spools.filter(Files::isDirectory)
                    .forEach(spool ->
                            names.add(RouteName.unescaped(spool.getFileName().toString())));
        } catch (IOException e) { // then there are none
        }
        return names;
    }

    /** What lies in each spool, every file read. */
    public Map<String, Inspection> inspect() {
        Map<String, Inspection> inspections = new TreeMap<>();
        Set<String> all;
        synchronized (this) {
            all = names();
        }
        all.forEach(name -> inspections.put(name, Inspection.of(folder(name), true)));
        return inspections;
    }

    /** What each route has set aside; routes that have nothing are left out. */
    public Map<String, List<Aside>> aside() {
        Map<String, List<Aside>> aside = new TreeMap<>();
        Set<String> all;
        synchronized (this) {
            all = names();
        }
        all.forEach(name -> aside.put(name, Aside.of(directory.resolve(RouteName.escaped(name)))));
        aside.values().removeIf(List::isEmpty);
        return aside;
    }

    /**
     * Lets all go that waits on a route; how many samples that were.
     *
     * @throws IllegalArgumentException if there is no such route
     */
    public synchronized long drop(String name) throws IOException {
        if (routes.containsKey(name)) {
            return routes.get(name).drop();
        }
        if (!names().contains(name)) {
            throw new IllegalArgumentException(
                    "there is no route " + name + ": known are " + String.join(", ", names()));
        }
        return open(name).drop();
    }

    /** Of the sinks that transform. */
    public List<SinkState> sinks() {
        return flows.entrySet().stream()
                .map(flow -> flow.getValue().state(flow.getKey()))
                .filter(sink -> !sink.made().isEmpty())
                .toList();
    }

    @Override
    public synchronized void close() {
        flows.values().forEach(Flow::close);
        flows = Map.of();
        routes.values().forEach(Route::close);
        routes.clear();
    }
}
