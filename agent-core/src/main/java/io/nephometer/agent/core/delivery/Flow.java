package io.nephometer.agent.core.delivery;

import io.nephometer.api.Sample;
import java.util.List;
import java.util.Optional;

/** What a sink does with samples: transforms them and gives them to its routes. Holds them while a transformer is missing. */
final class Flow {

    private final Held held = new Held();
    private List<String> transformers = List.of();
    private Optional<Chain> chain = Optional.empty();
    private List<Route> routes = List.of();

    /**
     * @param names of the transformers
     * @param next empty while one is missing
     */
    synchronized void change(List<String> names, Optional<Chain> next, List<Route> to) {
        transformers = names;
        chain = next;
        routes = to;
        flush();
    }

    synchronized Optional<Chain> chain() {
        return chain;
    }

    /** A source's turn. */
    synchronized void accept(String source, List<Sample> samples) {
        long gone = held.add(source, samples);
        routes.forEach(route -> route.lose(gone));
        flush();
    }

    private void flush() {
        while (chain.isPresent() && !held.isEmpty()) {
            Held.Turn turn = held.next();
            List<Sample> out = chain.get().turn(turn.samples());
            routes.stream().filter(route -> !out.isEmpty()).forEach(route -> route.accept(turn.source(), out));
        }
    }

    /** What is still held is lost. */
    synchronized void close() {
        routes.forEach(route -> route.lose(held.samples()));
        routes = List.of();
        chain = Optional.empty();
    }

    synchronized SinkState state(String sink) {
        return new SinkState(
                sink,
                chain.map(Chain::made)
                        .orElseGet(() -> transformers.stream().map(Made::new).toList()),
                chain.isEmpty(),
                held.samples(),
                chain.map(Chain::dropped).orElse(0L));
    }
}
