package io.nephometer.agent.core;

import io.nephometer.agent.core.delivery.RouteState;
import io.nephometer.agent.core.delivery.SinkState;
import io.nephometer.agent.core.health.Aspect;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.pipeline.Sink;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What samples meet in a sink and on its routes.
 *
 * @param remedy for what is in their way
 */
record Passage(boolean isOpen, List<String> because, String remedy) {

    static Passage of(String meter, String sink, Facts facts) {
        Optional<Sink> piped = facts.pipeline().sinks().stream()
                .filter(candidate -> candidate.name().equals(sink))
                .findFirst();
        return piped.map(found -> of(meter, found, facts))
                .orElseGet(() -> new Passage(false, List.of("The sink " + sink + " is not known."), ""));
    }

    private static Passage of(String meter, Sink sink, Facts facts) {
        Optional<SinkState> state = facts.sinks().stream()
                .filter(candidate -> candidate.name().equals(sink.name()))
                .findFirst();
        if (state.filter(SinkState::waits).isPresent()) {
            String trouble = facts.troubles().getOrDefault(HealthKey.sink(sink.name()), "waits for a transformer");
            return new Passage(
                    false,
                    List.of("The sink " + sink.name() + " " + trouble + "."),
                    "copy its bundle into deploy/ or put its parameters right; the samples are held.");
        }
        List<String> because = new ArrayList<>();
        if (state.isPresent()) {
            Transit transit = Transit.of(meter, state.get());
            because.addAll(transit.because());
            if (!transit.names().contains(meter)) {
                String trouble =
                        facts.troubles().get(HealthKey.sink(sink.name()).of(Aspect.TRANSFORMERS));
                if (trouble != null) {
                    because.add("In the sink " + sink.name() + ", transformer " + trouble + ".");
                }
                return new Passage(false, because, transit.remedy());
            }
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
        return route.opened() && route.trouble().isEmpty();
    }

    private static String sentence(RouteState route) {
        long waiting = route.waiting() + route.held() + route.inFlight();
        return isOpen(route)
                ? "The route %s delivers: %s samples so far, %s wait."
                        .formatted(route.name(), route.delivered(), waiting)
                : "The route %s does not deliver: %s; %s samples wait."
                        .formatted(route.name(), trouble(route), waiting);
    }

    private static String trouble(RouteState route) {
        return route.trouble().isEmpty() ? "its publisher is being opened" : route.trouble();
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
