package io.nephometer.agent.core;

import io.nephometer.agent.core.delivery.RouteState;
import io.nephometer.agent.core.delivery.SinkState;
import io.nephometer.agent.core.deploy.Deployment;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.PipelineFile;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.polling.Scheduler;
import io.nephometer.agent.core.polling.Tallies;
import io.nephometer.agent.core.spool.Aside;
import io.nephometer.agent.core.spool.SpoolState;
import io.nephometer.api.Pollster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How the agent stands at one moment, as a page of text or as a map for JSON.
 *
 * @param aside what each route's spool has set aside, looked at when it is asked for
 */
record Status(
        Identity identity,
        String hypervisor,
        Costs costs,
        PipelineFile.State file,
        List<Scheduler.TaskState> tasks,
        Collection<Plugin<Pollster>> pollsters,
        List<String> plugins,
        Tallies tallies,
        List<SinkState> sinks,
        List<RouteState> routes,
        List<Deployment> deployments,
        Map<HealthKey, String> troubles,
        Pipeline pipeline,
        Supplier<Map<String, List<Aside>>> aside) {

    Status {
        pollsters =
                pollsters.stream().sorted(Comparator.comparing(Plugin::name)).toList();
    }

    String text(Instant now) {
        StringBuilder text = new StringBuilder(Table.lines(List.of(
                "nephometer %s on %s, up %s"
                        .formatted(
                                identity.version(), identity.host(), human(Duration.between(identity.started(), now))),
                "hypervisor  " + hypervisor,
                "pipeline    %s, %s sources, %s sinks"
                        .formatted(
                                file.generation() == 0
                                        ? "none was good since the start"
                                        : "generation " + file.generation(),
                                pipeline.sources().size(),
                                pipeline.sinks().size()))));
        text.append('\n').append(tasksTable(now));
        text.append('\n').append(pollstersTable());
        if (!costs.last().isEmpty()) {
            text.append('\n').append(costs.text());
        }
        if (!sinks.isEmpty()) {
            text.append('\n').append(sinksTable());
        }
        text.append('\n').append(routesText(now));
        List<String> wrong = new ArrayList<>();
        deployments.forEach(of -> of.refused()
                .ifPresent(why -> wrong.add("  %s is refused: %s%s"
                        .formatted(
                                of.file(),
                                why,
                                of.bundle()
                                        .filter(bundle -> !of.state().equals("stopped"))
                                        .map(bundle -> "; " + bundle + " keeps running")
                                        .orElse("")))));
        deployments.forEach(of -> of.waits().forEach(what -> wrong.add("  " + of.file() + ": " + what)));
        file.problems().forEach(problem -> wrong.add("  " + problem));
        troubles.forEach((what, why) -> wrong.add("  " + what + ": " + why));
        if (!wrong.isEmpty()) {
            text.append("\nwhat does not work now\n").append(Table.lines(wrong));
        }
        return text.toString();
    }

    private Table tasksTable(Instant now) {
        Table table = new Table(">INTERVAL", "SOURCES", ">TURNS", ">SKIPPED", ">LAST", ">TOOK", ">NEXT");
        tasks.forEach(task -> table.row(
                human(task.interval()),
                String.join(" ", task.sources()),
                task.turns(),
                task.skipped(),
                task.lastDue() == null ? "-" : human(Duration.between(task.lastDue(), now)) + " ago",
                human(task.lastDuration()),
                "in " + human(Duration.between(now, task.next()))));
        return table;
    }

    private Table pollstersTable() {
        Table table = new Table(
                "POLLSTER",
                "VERSION",
                ">METERS",
                ">SAMPLES",
                ">REJECTED",
                ">FAILURES",
                ">MISSED",
                ">TOOK",
                ">CPU",
                "STATE");
        for (Plugin<Pollster> pollster : pollsters) {
            Tallies.Tally tally = tallies.of(pollster.name());
            table.row(
                    pollster.name(),
                    pollster.version(),
                    pollster.service().meters().size(),
                    tally.samples(),
                    tally.rejected(),
                    tally.failures(),
                    tally.missed(),
                    human(tally.lastDuration()),
                    human(tally.cpu()),
                    state(pollster, tally));
        }
        return table;
    }

    String state(Plugin<Pollster> pollster, Tallies.Tally tally) {
        if (!tally.rest().isZero()) {
            return "rests " + human(tally.rest());
        }
        if (troubles.containsKey(HealthKey.plugin(pollster.name()))) {
            return "in trouble";
        }
        boolean waits = pollster.service().discovery().stream()
                .map(HealthKey::discovery)
                .anyMatch(troubles::containsKey);
        return waits ? "waits" : "ok";
    }

    private Table sinksTable() {
        Table table = new Table("SINK", ">TRANSFORMERS", ">HELD", ">DROPPED", "STATE");
        sinks.forEach(sink -> table.row(
                sink.name(), sink.made().size(), sink.held() + sink.inTransformers(), sink.dropped(), state(sink)));
        return table;
    }

    static String state(SinkState sink) {
        if (sink.waits()) {
            return "waits";
        } else if (!sink.rest().isZero()) {
            return "rests " + human(sink.rest());
        }
        return sink.trouble().isEmpty() ? "ok" : "in trouble";
    }

    private String routesText(Instant now) {
        Table table = new Table(
                "ROUTE", ">READ", ">DELIVERED", ">WAITING", ">IN FLIGHT", ">LOST", ">BYTES", ">OLDEST", "STATE");
        List<String> lost = new ArrayList<>();
        for (RouteState route : routes) {
            Optional<SpoolState> spool = route.spool();
            table.row(
                    route.name(),
                    route.read(),
                    route.delivered(),
                    route.waiting() + route.held(),
                    route.inFlight(),
                    route.lost(),
                    spool.map(SpoolState::bytes).orElse(0L),
                    spool.flatMap(SpoolState::oldest)
                            .map(written -> human(Duration.between(written, now)))
                            .orElse("-"),
                    state(route));
            if (route.lost() > 0) {
                lost.add("  lost on " + route.name() + ": "
                        + spool.orElseThrow().lost().entrySet().stream()
                                .map(reason -> reason.getValue() + " " + reason.getKey())
                                .collect(Collectors.joining(", ")));
            }
        }
        return table + Table.lines(lost) + Aside.text(aside.get().values());
    }

    static String state(RouteState route) {
        if (!route.inPipeline()) {
            return "not in the pipeline";
        } else if (!route.offered()) {
            return "no plugin for it";
        }
        boolean waits = !route.opened() && route.trouble().isEmpty();
        return waits ? "is being opened" : route.trouble().isEmpty() ? "ok" : "in trouble";
    }

    Map<String, Object> map(Instant now) {
        return StatusMaps.of(this, now);
    }

    /** Two units at most: {@code 3 h 12 min}, {@code 1.25 s}, {@code 7 ms}. */
    static String human(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return millis % 1000 == 0 ? millis / 1000 + " s" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long minutes = millis / 60_000;
        if (minutes < 60) {
            return minutes + " min" + (millis / 1000 % 60 == 0 ? "" : " " + millis / 1000 % 60 + " s");
        }
        long hours = minutes / 60;
        return hours < 48 ? hours + " h " + minutes % 60 + " min" : hours / 24 + " d " + hours % 24 + " h";
    }
}
