package io.nephometer.agent.core;

import io.nephometer.agent.core.delivery.RouteState;
import io.nephometer.agent.core.delivery.SinkState;
import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.pipeline.Step;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What samples meet in a sink and on its routes.
 *
 * @param remedy for what is in their way
 */
record Passage(boolean isOpen, List<String> because, String remedy) {

    static Passage of(String sink, Facts facts) {
        Optional<Sink> piped = facts.pipeline().sinks().stream()
                .filter(candidate -> candidate.name().equals(sink))
                .findFirst();
        return piped.map(found -> of(found, facts))
                .orElseGet(() -> new Passage(false, List.of("The sink " + sink + " is not known."), ""));
    }

    private static Passage of(Sink sink, Facts facts) {
        List<String> because = new ArrayList<>();
        if (facts.sinks().stream().filter(SinkState::waits).anyMatch(state -> state.name()
                .equals(sink.name()))) {
            because.add("The sink " + sink.name() + " "
                    + facts.troubles().getOrDefault(sink.name(), "waits for a transformer") + ".");
            return new Passage(
                    false, because, "copy its bundle into deploy/ or put its parameters right; the samples are held.");
        }
        if (!sink.transformers().isEmpty()) {
            because.add("The sink " + sink.name() + " passes it through "
                    + sink.transformers().stream().map(Step::transformer).collect(Collectors.joining(", "))
                    + ", which may rename it or hold it back.");
        }
        List<RouteState> routes = routes(sink, facts.routes());
        routes.forEach(route -> because.add(sentence(route)));
        String remedy = routes.stream()
                .filter(route -> !isOpen(route))
                .map(Passage::remedy)
                .findFirst()
                .orElse(routes.isEmpty() ? "wait a second: the routes of " + sink.name() + " begin." : "");
        return new Passage(routes.stream().anyMatch(Passage::isOpen), because, remedy);
    }

    private static boolean isOpen(RouteState route) {
        return route.offered() && route.trouble().isEmpty();
    }

    private static String sentence(RouteState route) {
        long waiting = route.waiting() + route.held() + route.inFlight();
        return isOpen(route)
                ? "The route %s delivers: %d samples so far, %d wait."
                        .formatted(route.name(), route.delivered(), waiting)
                : "The route %s does not deliver: %s; %d samples wait."
                        .formatted(route.name(), trouble(route), waiting);
    }

    private static String trouble(RouteState route) {
        return route.trouble().isEmpty() ? "it has no publisher" : route.trouble();
    }

    private static String remedy(RouteState route) {
        return "put right what the route " + route.name() + " says"
                + (route.offered() ? "" : " (a missing plugin goes into deploy/, how to connect into conf/)")
                + "; what waits is kept.";
    }

    /** By name, as Delivery gives it: the sink's and the scheme's, with a number for a second one. */
    private static List<RouteState> routes(Sink sink, List<RouteState> routes) {
        List<String> names = sink.publishers().stream()
                .map(URI::getScheme)
                .map(scheme -> sink.name() + "." + scheme)
                .distinct()
                .toList();
        return routes.stream()
                .filter(RouteState::inPipeline)
                .filter(route ->
                        names.contains(route.name().replaceFirst("-[0-9]+$", "")) || names.contains(route.name()))
                .toList();
    }
}
