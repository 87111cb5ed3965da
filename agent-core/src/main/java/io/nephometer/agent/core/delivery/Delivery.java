package io.nephometer.agent.core.delivery;

import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.agent.core.polling.Troubles;
import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.api.Sample;
import io.nephometer.api.TransformerFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** All routes of the running pipeline. A route that is the same in the next pipeline is not touched by the change. */
public final class Delivery implements AutoCloseable {

    private final Path directory;
    private final long mostBytes;
    private final Troubles troubles;
    private final Function<String, Origin> origins;
    private final Map<String, Route> routes = new TreeMap<>();
    private final Map<String, PublisherFactory> used = new TreeMap<>();
    private volatile Map<String, Flow> flows = Map.of();

    /**
     * What a sink does with samples.
     *
     * @param chain empty while a transformer is missing
     */
    private record Flow(int transformers, Optional<Chain> chain, List<Route> routes) {}

    /**
     * @param directory of the spools
     * @param mostBytes that may wait in each
     * @param origins of a route's name
     */
    public Delivery(Path directory, long mostBytes, Troubles troubles, Function<String, Origin> origins) {
        this.directory = directory;
        this.mostBytes = mostBytes;
        this.troubles = troubles;
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
        wanted.forEach((name, url) -> route(name, url, factories.get(url.getScheme())));
        Map<String, Flow> next = new LinkedHashMap<>();
        for (Sink sink : pipeline.sinks()) {
            List<Route> of = names.get(sink.name()).stream()
                    .map(routes::get)
                    .filter(Objects::nonNull)
                    .toList();
            next.put(sink.name(), new Flow(sink.transformers().size(), chain(sink, transformers), of));
        }
        flows = next;
        gone.forEach(Route::close);
    }

    private Optional<Chain> chain(Sink sink, Map<String, TransformerFactory> offered) {
        Flow running = flows.get(sink.name());
        Optional<Chain> same = running == null
                ? Optional.empty()
                : running.chain().filter(chain -> chain.isStill(sink.transformers(), offered));
        return same.isPresent() ? same : Chain.of(sink.name(), sink.transformers(), offered, troubles);
    }

    private static String free(String name, Map<String, URI> taken) {
        String free = name;
        for (int n = 2; taken.containsKey(free); n++) {
            free = name + "-" + n;
        }
        return free;
    }

    private void route(String name, URI url, PublisherFactory factory) {
        try {
            Route route = routes.get(name);
            if (route == null) {
                route = new Route(name, Spool.open(directory.resolve(escaped(name)), mostBytes), troubles);
                routes.put(name, route);
            }
            boolean same = route.isConnected() && url.equals(route.url()) && factory == used.get(name);
            if (factory == null) {
                route.disconnect();
            } else if (!same) {
                Publisher publisher = factory.open(url, origins.apply(name));
                route.connect(url, publisher);
                used.put(name, factory);
                troubles.over(name + " publisher");
            }
        } catch (IllegalArgumentException e) {
            routes.get(name).disconnect();
            troubles.began(name + " publisher", new IOException(e.getMessage(), e));
        } catch (IOException e) {
            troubles.began(name + " publisher", e);
        }
    }

    /** A file name of it: Unicode letters, digits, {@code . _ -} as they are, the rest as {@code %XXXX}. */
    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        name.chars().forEach(c -> {
            boolean plain = Character.isLetterOrDigit(c) || c == '_' || c == '-' || (c == '.' && escaped.length() > 0);
            escaped.append(plain ? String.valueOf((char) c) : String.format("%%%04X", c));
        });
        return escaped.toString();
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
        if (flow != null && flow.chain().isPresent()) {
            List<Sample> out = flow.chain().get().turn(samples);
            flow.routes().stream().filter(route -> !out.isEmpty()).forEach(route -> route.accept(source.name(), out));
        } else if (flow != null) {
            flow.routes().forEach(route -> route.lose(samples.size()));
        }
    }

    public synchronized List<RouteState> states() {
        return routes.values().stream().map(Route::state).toList();
    }

    /** Of the sinks that transform. */
    public List<SinkState> sinks() {
        List<SinkState> states = new ArrayList<>();
        flows.forEach((name, flow) -> {
            if (flow.transformers() > 0) {
                long dropped = flow.chain().map(Chain::dropped).orElse(0L);
                states.add(new SinkState(name, flow.transformers(), flow.chain().isEmpty(), dropped));
            }
        });
        return states;
    }

    @Override
    public synchronized void close() {
        routes.values().forEach(Route::close);
        routes.clear();
        flows = Map.of();
    }
}
