package io.nephometer.agent.shell;

import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.AgentView;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.QuarantineFolder;
import io.nephometer.agent.core.view.RouteState;
import io.nephometer.agent.core.view.SpoolInspection;
import io.nephometer.agent.core.view.SpoolState;
import io.nephometer.agent.shell.text.StatusText;
import io.nephometer.text.TextTable;
import io.nephometer.text.command.AgentCommand;
import io.nephometer.text.json.JsonWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The {@code meter:spool} command and its subcommands {@code list}, {@code verify} and {@code drop ROUTE}. */
@Component(
        service = SpoolCommands.class,
        property = {"osgi.command.scope=meter", "osgi.command.function=spool"})
public final class SpoolCommands {

    /** The JSON output fields for a spool. */
    private record SpoolFields(
            String route,
            int batches,
            long samples,
            long bytes,
            Optional<Instant> oldest,
            Map<LossReason, Long> lostBy,
            List<QuarantineFolder> aside,
            String state) {}

    private final AgentView agent;

    @Activate
    public SpoolCommands(@Reference AgentView agent) {
        this.agent = agent;
    }

    public void spool(CommandSession session, String... given) throws IOException {
        PrintStream out = CommandOutput.of(session);
        CommandArguments arguments = CommandArguments.of(AgentCommand.SPOOL, given);
        List<String> words = arguments.words();
        String verb = words.isEmpty() ? "list" : words.get(0);
        if (arguments.wantsHelp()) {
            out.print(AgentCommand.SPOOL.help());
        } else if (verb.equals("drop") && words.size() == 2) {
            out.println(agent.dropSpool(words.get(1)) + " samples of " + words.get(1) + " dropped");
        } else if (verb.equals("list") && words.size() < 2) {
            list(out, arguments.wantsJson());
        } else if (verb.equals("verify") && words.size() == 1) {
            verify(out, arguments.wantsJson());
        } else {
            throw new IllegalArgumentException("expected spool list, spool verify or spool drop ROUTE");
        }
    }

    private void list(PrintStream out, boolean json) {
        TextTable table = new TextTable("ROUTE", ">BATCHES", ">SAMPLES", ">BYTES", "OLDEST", ">LOST", "STATE");
        List<Object> objects = new ArrayList<>();
        AgentReport status = agent.status();
        Map<String, List<QuarantineFolder>> quarantined = status.quarantined().get();
        for (RouteState route : status.routes()) {
            SpoolState spool = route.spool().orElse(null);
            if (spool == null) {
                continue; // the spool cannot be opened; status shows the reason
            }
            long samples = spool.waiting() + spool.inFlight();
            String state =
                    !agent.polls() ? "the agent is stopped" : route.inPipeline() ? "active" : "not in the pipeline";
            String oldest = spool.oldest().map(Instant::toString).orElse("-");
            table.row(route.name(), spool.batches(), samples, spool.bytes(), oldest, spool.lostInAll(), state);
            objects.add(new SpoolFields(
                    route.name(),
                    spool.batches(),
                    samples,
                    spool.bytes(),
                    spool.oldest(),
                    spool.lost(),
                    quarantined.getOrDefault(route.name(), List.of()),
                    state));
        }
        out.print(
                json
                        ? JsonWriter.of(objects)
                        : table.isEmpty() ? "no spool\n" : table + StatusText.of(quarantined.values()));
    }

    private void verify(PrintStream out, boolean json) {
        TextTable table = new TextTable("ROUTE", ">BATCHES", ">SAMPLES", ">DAMAGED");
        Map<String, Object> objects = new LinkedHashMap<>();
        List<String> damaged = new ArrayList<>();
        Map<String, SpoolInspection> inspections = agent.inspectSpools();
        inspections.forEach((route, found) -> {
            table.row(
                    route,
                    found.state().batches(),
                    found.state().waiting(),
                    found.damaged().size());
            objects.put(route, Map.of("batches", found.state().batches(), "damaged", found.damaged()));
            found.damaged().forEach((file, why) -> damaged.add("%s: %s: %s".formatted(route, file, why)));
        });
        out.print(json ? JsonWriter.of(objects) : table.isEmpty() ? "no spool\n" : table + TextTable.lines(damaged));
        if (!damaged.isEmpty()) {
            throw new CommandFailedException();
        }
    }
}
