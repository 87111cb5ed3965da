package io.nephometer.agent.core.shell.text;

import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.polling.PollsterStats;
import io.nephometer.agent.core.route.RouteState;
import io.nephometer.agent.core.sink.SinkState;
import io.nephometer.agent.core.spool.Quarantine;
import io.nephometer.agent.core.spool.SpoolState;
import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.api.Pollster;
import io.nephometer.text.TextTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Formats the agent's state as a page of text. */
public final class StatusText {

    private StatusText() {}

    public static String of(AgentReport report, Instant now) {
        StringBuilder text = new StringBuilder(TextTable.lines(List.of(
                "nephometer %s on %s, up %s"
                        .formatted(
                                report.identity().version(),
                                report.identity().host(),
                                HumanNumbers.duration(
                                        Duration.between(report.identity().started(), now))),
                "hypervisor  " + report.hypervisor(),
                "pipeline    %s, %s sources, %s sinks"
                        .formatted(
                                generation(report),
                                report.pipeline().sources().size(),
                                report.pipeline().sinks().size()))));
        text.append('\n').append(tasksTable(report, now));
        text.append('\n').append(pollstersTable(report));
        if (!report.costs().last().isEmpty()) {
            text.append('\n').append(ReadCostsText.of(report.costs()));
        }
        if (!report.sinks().isEmpty()) {
            text.append('\n').append(sinksTable(report));
        }
        text.append('\n').append(routesText(report, now));
        List<String> wrong = new ArrayList<>();
        report.deployments().forEach(of -> of.refused()
                .ifPresent(why -> wrong.add("  %s is refused: %s%s"
                        .formatted(
                                of.file(),
                                why,
                                of.bundle()
                                        .filter(bundle -> !of.state().equals("stopped"))
                                        .map(bundle -> "; " + bundle + " keeps running")
                                        .orElse("")))));
        report.deployments().forEach(of -> of.waits().forEach(what -> wrong.add("  " + of.file() + ": " + what)));
        report.file().problems().forEach(problem -> wrong.add("  " + problem));
        report.problems().forEach((what, why) -> wrong.add("  " + what + ": " + why));
        if (!wrong.isEmpty()) {
            text.append("\nwhat does not work now\n").append(TextTable.lines(wrong));
        }
        return text.toString();
    }

    private static String generation(AgentReport report) {
        if (report.file().generation() > 0) {
            return "generation " + report.file().generation();
        }
        return report.pipeline().sources().isEmpty()
                ? "none was good since the start"
                : "none was good since the start, the last good one of an earlier run is in force";
    }

    private static TextTable tasksTable(AgentReport report, Instant now) {
        TextTable table = new TextTable(">INTERVAL", "SOURCES", ">TURNS", ">SKIPPED", ">LAST", ">TOOK", ">NEXT");
        report.tasks()
                .forEach(task -> table.row(
                        HumanNumbers.duration(task.interval()),
                        String.join(" ", task.sources()),
                        task.turns(),
                        task.skipped(),
                        task.lastDue() == null
                                ? "-"
                                : HumanNumbers.duration(Duration.between(task.lastDue(), now)) + " ago",
                        HumanNumbers.duration(task.lastDuration()),
                        "in " + HumanNumbers.duration(Duration.between(now, task.next()))));
        return table;
    }

    private static TextTable pollstersTable(AgentReport report) {
        TextTable table = new TextTable(
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
        for (Plugin<Pollster> pollster : report.pollsters()) {
            PollsterStats.Tally tally = report.stats().of(pollster.name());
            table.row(
                    pollster.name(),
                    pollster.version(),
                    pollster.service().meters().size(),
                    tally.samples(),
                    tally.rejected(),
                    tally.failures(),
                    tally.missed(),
                    HumanNumbers.duration(tally.lastDuration()),
                    HumanNumbers.duration(tally.cpu()),
                    state(pollster, report));
        }
        return table;
    }

    static String state(Plugin<Pollster> pollster, AgentReport report) {
        Duration rest = report.stats().of(pollster.name()).rest();
        if (!rest.isZero()) {
            return "rests " + HumanNumbers.duration(rest);
        }
        if (report.problems().containsKey(HealthKey.plugin(pollster.name()))) {
            return "in trouble";
        }
        boolean waits = pollster.service().discovery().stream()
                .map(HealthKey::discovery)
                .anyMatch(report.problems()::containsKey);
        return waits ? "waits" : "ok";
    }

    private static TextTable sinksTable(AgentReport report) {
        TextTable table = new TextTable("SINK", ">TRANSFORMERS", ">HELD", ">DROPPED", "STATE");
        report.sinks()
                .forEach(sink -> table.row(
                        sink.name(),
                        sink.lineage().size(),
                        sink.held() + sink.inTransformers(),
                        sink.dropped(),
                        state(sink)));
        return table;
    }

    static String state(SinkState sink) {
        if (sink.waits()) {
            return "waits";
        } else if (!sink.rest().isZero()) {
            return "rests " + HumanNumbers.duration(sink.rest());
        }
        return sink.trouble().isEmpty() ? "ok" : "in trouble";
    }

    private static String routesText(AgentReport report, Instant now) {
        TextTable table = new TextTable(
                "ROUTE", ">READ", ">DELIVERED", ">WAITING", ">IN FLIGHT", ">LOST", ">BYTES", ">OLDEST", "STATE");
        List<String> lost = new ArrayList<>();
        for (RouteState route : report.routes()) {
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
                            .map(written -> HumanNumbers.duration(Duration.between(written, now)))
                            .orElse("-"),
                    state(route));
            if (route.lost() > 0) {
                lost.add("  lost on " + route.name() + ": "
                        + spool.orElseThrow().lost().entrySet().stream()
                                .map(reason -> reason.getValue() + " " + reason.getKey())
                                .collect(Collectors.joining(", ")));
            }
        }
        return table
                + TextTable.lines(lost)
                + Quarantine.text(report.quarantined().get().values());
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
}
