package io.nephometer.agent.core.diagnosis;

import io.nephometer.agent.core.pipeline.Sink;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.SinkState;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The result of checking whether samples pass through a sink and its routes.
 *
 * @param isOpen whether at least one route delivers samples
 * @param because the sentences that explain the result
 * @param remedy the advice for the operator if samples are blocked
 */
record SinkCheck(boolean isOpen, List<String> because, String remedy) {

    private static final String PUT_RIGHT =
            "fix what it reports; the agent tries again by itself, and the samples are held.";

    static SinkCheck of(String meter, String sink, DiagnosisFacts facts) {
        Optional<Sink> declared = facts.pipeline().sinks().stream()
                .filter(candidate -> candidate.name().equals(sink))
                .findFirst();
        return declared.map(found -> of(meter, found, facts))
                .orElseGet(() -> new SinkCheck(false, List.of("The sink " + sink + " is not known."), ""));
    }

    private static SinkCheck of(String meter, Sink sink, DiagnosisFacts facts) {
        Optional<SinkState> state = facts.status().sinks().stream()
                .filter(candidate -> candidate.name().equals(sink.name()))
                .findFirst();
        Optional<String> failing = state.flatMap(of -> transformer(of, facts));
        if (state.filter(SinkState::waits).isPresent()) {
            return waiting(sink, failing, facts);
        }
        List<String> because = new ArrayList<>();
        if (failing.isPresent()) {
            because.add("In the sink " + sink.name() + ", " + failing.get() + "; "
                    + state.map(SinkState::held).orElse(0L) + " samples wait for it.");
            return new SinkCheck(false, because, PUT_RIGHT);
        }
        if (state.isPresent()) {
            TransformerCheck check = TransformerCheck.of(meter, state.get());
            because.addAll(check.because());
            if (!check.names().contains(meter)) {
                String trouble = facts.status()
                        .problems()
                        .get(HealthKey.sink(sink.name()).of(Aspect.TRANSFORMERS));
                if (trouble != null) {
                    because.add("In the sink " + sink.name() + ", transformer " + trouble + ".");
                }
                return new SinkCheck(
                        false,
                        because,
                        trouble != null && check.names().isEmpty()
                                ? "fix what it reports, or give its source a sink without transformers, too."
                                : check.remedy());
            }
        }
        List<RouteState> routes = routes(sink, facts.status().routes());
        routes.forEach(route -> because.add(sentence(route, facts)));
        if (routes.stream().anyMatch(route -> !route.offered())) {
            because.addAll(facts.refused());
        }
        String remedy = routes.stream()
                .filter(route -> !isOpen(route, facts))
                .map(SinkCheck::remedy)
                .findFirst()
                .orElse(routes.isEmpty() ? "wait a second: the routes of " + sink.name() + " begin." : "");
        return new SinkCheck(routes.stream().anyMatch(route -> isOpen(route, facts)), because, remedy);
    }

    /** Explains why a sink's transformers have not been opened. */
    private static SinkCheck waiting(Sink sink, Optional<String> transformer, DiagnosisFacts facts) {
        String trouble = facts.status().problems().get(HealthKey.sink(sink.name()));
        if (trouble != null) {
            List<String> because = new ArrayList<>(List.of("The sink " + sink.name() + " " + trouble + "."));
            because.addAll(facts.refused());
            return new SinkCheck(
                    false, because, "copy its bundle into deploy/ or correct its parameters; the samples are held.");
        }
        return transformer
                .map(failing -> new SinkCheck(
                        false, List.of("The sink " + sink.name() + " waits: " + failing + "."), PUT_RIGHT))
                .orElseGet(() -> new SinkCheck(
                        false,
                        List.of("The transformers of the sink " + sink.name() + " are not open yet."),
                        "wait a second; the samples are held."));
    }

    /**
     * Returns a description of a failure in one of the sink's transformer plugins, or empty if none of the plugins is
     * failing.
     */
    private static Optional<String> transformer(SinkState sink, DiagnosisFacts facts) {
        return facts.status().problems().entrySet().stream()
                .filter(trouble -> sink.plugins().contains(trouble.getKey().of(Aspect.WORK)))
                .filter(trouble -> trouble.getKey().aspect() != Aspect.CLOSING)
                .map(trouble -> trouble.getKey() + ": " + trouble.getValue())
                .findFirst();
    }

    private static boolean isOpen(RouteState route, DiagnosisFacts facts) {
        return route.opened() && (route.trouble().isEmpty() || isDelivering(route, facts));
    }

    /** Returns whether a route delivers samples despite its reported problem. */
    private static boolean isDelivering(RouteState route, DiagnosisFacts facts) {
        return Stream.of(Aspect.ROOM, Aspect.ACCOUNTS)
                .map(aspect -> facts.status()
                        .problems()
                        .get(HealthKey.route(route.name()).of(aspect)))
                .anyMatch(route.trouble()::equals);
    }

    private static String sentence(RouteState route, DiagnosisFacts facts) {
        long waiting = route.waiting() + route.held() + route.inFlight();
        return isOpen(route, facts)
                ? "The route %s delivers: %s samples so far, %s wait%s."
                        .formatted(
                                route.name(),
                                route.delivered(),
                                waiting,
                                route.trouble().isEmpty() ? "" : "; " + route.trouble())
                : "The route %s does not deliver: %s; %s samples wait."
                        .formatted(route.name(), trouble(route), waiting);
    }

    private static String trouble(RouteState route) {
        return route.trouble().isEmpty() ? "its publisher is being opened" : route.trouble();
    }

    private static String remedy(RouteState route) {
        if (!route.offered()) {
            return "copy the plugin that offers it into deploy/; waiting samples are kept.";
        }
        return route.trouble().isEmpty()
                ? "wait a second; waiting samples are kept."
                : "fix what the route " + route.name() + " reports"
                        + (route.opened() ? "" : "; settings are in the .cfg files of conf/")
                        + "; waiting samples are kept.";
    }

    /**
     * Returns the routes of a sink. A route's name consists of the sink's name and the URL scheme; a number is appended
     * to the names of additional routes with the same scheme.
     */
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
