package io.nephometer.agent.core.shell.diagnosis;

import io.nephometer.agent.core.pipeline.MeterPatterns;
import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.shell.CommandArguments;
import io.nephometer.agent.core.shell.CommandFailedException;
import io.nephometer.agent.core.view.AgentView;
import io.nephometer.agent.core.view.PollResult;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import io.nephometer.text.json.JsonWriter;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code meter:why}: explains why a meter is absent, or that it is published. */
@Component(
        service = WhyCommand.class,
        property = {"osgi.command.scope=meter", "osgi.command.function=why"})
public final class WhyCommand {

    private static final String JSON = "--json";
    private static final String HELP = "--help";
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final AgentView agent;

    @Activate
    public WhyCommand(@Reference AgentView agent) {
        this.agent = agent;
    }

    @Descriptor("why a meter is absent, or that it is published")
    public void why(CommandSession session, String... words) throws InterruptedException {
        PrintStream out = session.getConsole();
        CommandArguments arguments = CommandArguments.of(words, Set.of(JSON, HELP), Set.of());
        if (arguments.has(HELP)) {
            out.println("meter:why METER [--json]   why a meter is absent, and what to do; polls once");
            out.println("  fails if the meter is not published");
            out.println("  example: meter:why memory.usage");
            return;
        }
        if (arguments.words().size() != 1 || arguments.words().get(0).isBlank()) {
            throw new IllegalArgumentException("why METER: name one meter, for example: why memory.usage");
        }
        Explanation why = why(arguments.words().get(0));
        out.print(arguments.has(JSON) ? JsonWriter.of(why.map()) : why.text());
        if (!why.published()) {
            throw new CommandFailedException();
        }
    }

    private Explanation why(String meter) throws InterruptedException {
        DiagnosisFacts known = DiagnosisFacts.of(agent.status(), Instant.now(), PollResult.NONE);
        List<Plugin<Pollster>> offering = known.offering(meter);
        List<Source> polling = known.sources(meter);
        PollResult result = offering.isEmpty() || polling.isEmpty()
                ? PollResult.NONE
                : poll(DiagnosisFacts.meter(offering.get(0), meter), polling);
        return Diagnosis.of(meter, DiagnosisFacts.of(agent.status(), Instant.now(), result));
    }

    /**
     * Polls the meter and the counters that it is computed from, of the resources of its sources; twice for a derived
     * meter.
     */
    private PollResult poll(Meter meter, List<Source> polling) throws InterruptedException {
        List<String> names = new ArrayList<>(List.of(meter.name()));
        meter.formula().ifPresent(formula -> names.addAll(formula.counters()));
        List<Source> sources = polling.stream()
                .map(source -> new Source(
                        source.name(),
                        Duration.ofDays(1), // one interval, so that sources share one call
                        false,
                        new MeterPatterns(names),
                        source.discovery(),
                        source.resources(),
                        List.of()))
                .toList();
        return agent.pollSources(sources, meter.isDerived() ? Optional.of(AGAIN) : Optional.empty());
    }
}
