package io.nephometer.agent.shell.text;

import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.PollsterState;
import io.nephometer.agent.core.view.QuarantineFolder;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.SinkState;
import io.nephometer.agent.core.view.SpoolState;
import io.nephometer.text.HumanNumbers;
import io.nephometer.text.TextTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Formats the agent's state as text for a terminal. */
public final class StatusText {

    private StatusText() {}

    public static String of(AgentReport report) {
        Instant now = report.now().wall();
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
                                report.pipeline().sinks()))));
        text.append('\n').append(tasksTable(report, now));
        text.append('\n').append(pollstersTable(report));
        if (!report.reads().isEmpty()) {
            text.append('\n').append(ReadCostsText.of(report.reads(), report.unaccountedBytes()));
        }
        if (!report.sinks().isEmpty()) {
            text.append('\n').append(sinksTable(report));
        }
        text.append('\n').append(routesText(report, now));
        List<String> wrong = new ArrayList<>();
        report.deployments().forEach(deployment -> deployment
                .refused()
                .ifPresent(why -> wrong.add("  %s is refused: %s%s"
                        .formatted(
                                deployment.file(),
                                why,
                                deployment
                                        .bundle()
                                        .filter(bundle -> !deployment.state().equals("stopped"))
                                        .map(bundle -> "; " + bundle + " keeps running")
                                        .orElse("")))));
        report.deployments()
                .forEach(deployment ->
                        deployment.waits().forEach(what -> wrong.add("  " + deployment.file() + ": " + what)));
        report.pipeline().problems().forEach(problem -> wrong.add("  " + problem));
        report.problems().forEach((what, why) -> wrong.add("  " + what + ": " + why));
        if (!wrong.isEmpty()) {
            text.append("\nwhat does not work now\n").append(TextTable.lines(wrong));
        }
        return text.toString();
    }

    private static String generation(AgentReport report) {
        if (report.pipeline().generation() > 0) {
            return "generation " + report.pipeline().generation();
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
                        task.last() == null ? "-" : HumanNumbers.duration(Duration.between(task.last(), now)) + " ago",
                        HumanNumbers.duration(task.took()),
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
        for (PollsterState pollster : report.pollsters()) {
            PollsterState.Tally tally = pollster.tally();
            table.row(
                    pollster.name(),
                    pollster.version(),
                    pollster.meters(),
                    tally.samples(),
                    tally.rejected(),
                    tally.failures(),
                    tally.missed(),
                    HumanNumbers.duration(tally.took()),
                    HumanNumbers.duration(tally.cpu()),
                    state(pollster));
        }
        return table;
    }

    static String state(PollsterState pollster) {
        if (!pollster.tally().rest().isZero()) {
            return "rests " + HumanNumbers.duration(pollster.tally().rest());
        } else if (!pollster.trouble().isEmpty()) {
            return "in trouble";
        }
        return pollster.waits() ? "waits" : "ok";
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
        return table + TextTable.lines(lost) + of(report.quarantined().get().values());
    }

    /** Returns one line for each folder that contains quarantined files. */
    public static String of(Collection<List<QuarantineFolder>> all) {
        return all.stream()
                .flatMap(List::stream)
                .map(quarantine -> "  %s: %s %s set aside, %s bytes%n"
                        .formatted(
                                quarantine.folder(),
                                quarantine.files(),
                                quarantine.files() == 1 ? "file" : "files",
                                quarantine.bytes()))
                .collect(Collectors.joining());
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
