package io.nephometer.agent.core.shell;

import io.nephometer.agent.core.route.RouteState;
import io.nephometer.agent.core.spool.Quarantine;
import io.nephometer.agent.core.spool.SpoolInspection;
import io.nephometer.agent.core.spool.SpoolState;
import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.AgentView;
import io.nephometer.text.TextTable;
import io.nephometer.text.json.JsonWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands for the spools: {@code meter:spool list}, {@code verify} and {@code drop ROUTE}. */
@Component(
        service = SpoolCommands.class,
        property = {"osgi.command.scope=meter", "osgi.command.function=spool"})
public final class SpoolCommands {

    private static final String JSON = "--json";
    private static final String HELP = "--help";

    private final AgentView agent;

    @Activate
    public SpoolCommands(@Reference AgentView agent) {
        this.agent = agent;
    }

    @Descriptor("what waits on disk: list, verify, drop ROUTE")
    public void spool(CommandSession session, String... given) throws IOException {
        PrintStream out = session.getConsole();
        CommandArguments arguments = CommandArguments.of(given, Set.of(JSON, HELP), Set.of());
        List<String> words = arguments.words();
        String verb = words.isEmpty() ? "list" : words.get(0);
        if (arguments.has(HELP)) {
            out.println("meter:spool list [--json]     what waits on disk, by route");
            out.println("meter:spool verify [--json]   reads all batches; fails if one is damaged");
            out.println("meter:spool drop ROUTE        drops all samples that wait on that route; they count as lost");
        } else if (verb.equals("drop") && words.size() == 2) {
            out.println(agent.dropSpool(words.get(1)) + " samples of " + words.get(1) + " dropped");
        } else if (verb.equals("list") && words.size() < 2) {
            list(out, arguments.has(JSON));
        } else if (verb.equals("verify") && words.size() == 1) {
            verify(out, arguments.has(JSON));
        } else {
            throw new IllegalArgumentException("expected spool list, spool verify or spool drop ROUTE");
        }
    }

    private void list(PrintStream out, boolean json) {
        TextTable table = new TextTable("ROUTE", ">BATCHES", ">SAMPLES", ">BYTES", "OLDEST", ">LOST", "STATE");
        List<Object> objects = new ArrayList<>();
        AgentReport status = agent.status();
        Map<String, List<Quarantine>> quarantined = status.quarantined().get();
        for (RouteState route : status.routes()) {
            SpoolState spool = route.spool().orElse(null);
            if (spool == null) {
                continue; // it cannot be opened: status shows why
            }
            long samples = spool.waiting() + spool.inFlight();
            String state =
                    !agent.polls() ? "the agent is stopped" : route.inPipeline() ? "active" : "not in the pipeline";
            String oldest = spool.oldest().map(Instant::toString).orElse("-");
            table.row(route.name(), spool.batches(), samples, spool.bytes(), oldest, spool.lostInAll(), state);
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("route", route.name());
            map.put("batches", spool.batches());
            map.put("samples", samples);
            map.put("bytes", spool.bytes());
            map.put("oldest", spool.oldest().orElse(null));
            map.put("lost_by", spool.lost());
            map.put(
                    "aside",
                    quarantined.getOrDefault(route.name(), List.of()).stream()
                            .map(Quarantine::map)
                            .toList());
            map.put("state", state);
            objects.add(map);
        }
        out.print(
                json
                        ? JsonWriter.of(objects)
                        : table.isEmpty() ? "no spool\n" : table + Quarantine.text(quarantined.values()));
    }

    private void verify(PrintStream out, boolean json) {
        TextTable table = new TextTable("ROUTE", ">BATCHES", ">SAMPLES", ">DAMAGED");
        Map<String, Object> objects = new LinkedHashMap<>();
        List<String> damaged = new ArrayList<>();
        Map<String, SpoolInspection> inspections = agent.inspectSpools();
        inspections.forEach((route, found) -> {
            table.row(
                    route,
                    found.batches().size(),
                    found.state().waiting(),
                    found.damaged().size());
            objects.put(route, Map.of("batches", found.batches().size(), "damaged", found.damaged()));
            found.damaged().forEach((file, why) -> damaged.add("%s: %s: %s".formatted(route, file, why)));
        });
        out.print(json ? JsonWriter.of(objects) : table.isEmpty() ? "no spool\n" : table + TextTable.lines(damaged));
        if (!damaged.isEmpty()) {
            throw new CommandFailedException();
        }
    }
}
