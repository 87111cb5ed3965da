package io.nephometer.agent.shell;

import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.AgentView;
import io.nephometer.agent.core.view.PipelineVerdict;
import io.nephometer.agent.core.view.PollResult;
import io.nephometer.agent.core.view.Source;
import io.nephometer.agent.shell.text.SampleText;
import io.nephometer.agent.shell.text.StatusJson;
import io.nephometer.agent.shell.text.StatusText;
import io.nephometer.agent.shell.text.VerdictText;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.text.PrintableText;
import io.nephometer.text.TextTable;
import io.nephometer.text.command.AgentCommand;
import io.nephometer.text.command.Option;
import io.nephometer.text.json.JsonWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The agent's commands in the Gogo shell. The commands belong to the {@code meter} scope. */
@Component(
        service = AgentViewCommands.class,
        property = {
            "osgi.command.scope=meter",
            "osgi.command.function=status",
            "osgi.command.function=meters",
            "osgi.command.function=resources",
            "osgi.command.function=poll",
            "osgi.command.function=validate",
            "osgi.command.function=audit"
        })
public final class AgentViewCommands {

    /** The JSON output fields for a meter. */
    private record MeterFields(
            String name, Object type, String unit, boolean derived, String pollster, List<String> sources) {}

    /** The JSON output fields for a resource. */
    private record ResourceFields(
            String resourceId, String discovery, Object incarnation, Object devices, Object resourceMetadata) {}

    private final AgentView agent;

    @Activate
    public AgentViewCommands(@Reference AgentView agent) {
        this.agent = agent;
    }

    public void status(CommandSession session, String... words) {
        PrintStream out = CommandOutput.of(session);
        CommandArguments arguments = CommandArguments.of(AgentCommand.STATUS, words);
        if (arguments.wantsHelp()) {
            out.print(AgentCommand.STATUS.help());
        } else if (arguments.wantsJson()) {
            out.print(JsonWriter.of(StatusJson.of(agent.status())));
        } else {
            out.print(StatusText.of(agent.status()));
        }
    }

    public void meters(CommandSession session, String... words) {
        PrintStream out = CommandOutput.of(session);
        CommandArguments arguments = CommandArguments.of(AgentCommand.METERS, words);
        if (arguments.wantsHelp()) {
            out.print(AgentCommand.METERS.help());
            return;
        }
        AgentReport status = agent.status();
        TextTable table = new TextTable("METER", "TYPE", "UNIT", "POLLSTER", "SOURCES");
        List<Object> json = new ArrayList<>();
        status.meters().forEach((meter, pollster) -> {
            List<String> sources = status.pipeline().sources().stream()
                    .filter(source -> source.meters().compile().test(meter.name()))
                    .map(Source::name)
                    .toList();
            String type = meter.isDerived()
                    ? meter.type() + ", derived"
                    : meter.type().toString();
            table.row(meter.name(), type, meter.unit(), pollster, sources.isEmpty() ? "-" : String.join(" ", sources));
            json.add(new MeterFields(meter.name(), meter.type(), meter.unit(), meter.isDerived(), pollster, sources));
        });
        out.print(arguments.wantsJson() ? JsonWriter.of(json) : table);
    }

    public void resources(CommandSession session, String... words) throws IOException {
        PrintStream out = CommandOutput.of(session);
        CommandArguments arguments = CommandArguments.of(AgentCommand.RESOURCES, words);
        if (arguments.wantsHelp()) {
            out.print(AgentCommand.RESOURCES.help());
            return;
        }
        TextTable table = new TextTable("RESOURCE", "NAME", "STATE", "DEVICES", "DISCOVERY");
        List<Object> json = new ArrayList<>();
        for (Map.Entry<String, List<Resource>> found : agent.resources().entrySet()) {
            for (Resource resource : found.getValue()) {
                Map<String, Object> metadata = resource.metadata();
                table.row(
                        resource.id(),
                        metadata.getOrDefault("display_name", "-"),
                        metadata.getOrDefault("state", "-"),
                        String.join(" ", resource.devices().keySet()),
                        found.getKey());
                json.add(new ResourceFields(
                        resource.id(), found.getKey(), resource.incarnation(), resource.devices(), metadata));
            }
        }
        out.print(arguments.wantsJson() ? JsonWriter.of(json) : table.isEmpty() ? "no resources\n" : table);
    }

    public void poll(CommandSession session, String... words) throws InterruptedException {
        PrintStream out = CommandOutput.of(session);
        CommandArguments arguments = CommandArguments.of(AgentCommand.POLL, words);
        if (arguments.wantsHelp()) {
            out.print(AgentCommand.POLL.help());
            return;
        }
        PollResult result =
                agent.poll(arguments.words(), arguments.value(Option.AGAIN).map(AgentViewCommands::seconds));
        List<Sample> samples = result.samples().stream()
                .sorted(Comparator.comparing(
                                (Sample sample) -> sample.resource().id())
                        .thenComparing(sample -> sample.meter().name()))
                .toList();
        out.print(arguments.wantsJson() ? json(samples) : table(samples));
        result.problems().forEach((what, why) -> out.println("! " + PrintableText.of(what + ": " + why)));
        if (samples.isEmpty() && !result.problems().isEmpty()) {
            throw new IllegalStateException("nothing could be read");
        }
    }

    /**
     * Runs the audit bundle's {@code mqtt:audit} command. If the arguments do not name a broker, the command audits the
     * brokers in the pipeline.
     */
    public Object audit(CommandSession session, String... words)
            throws Exception { // Gogo rethrows the command's exception
        CommandArguments arguments = CommandArguments.of(AgentCommand.AUDIT, words);
        List<String> line = new ArrayList<>(List.of(words));
        if (arguments.words().isEmpty() && !arguments.wantsHelp()) {
            agent.publishers().stream().filter(url -> url.startsWith("mqtt")).forEach(line::add);
        }
        return session.execute("mqtt:audit "
                + line.stream().map(word -> "'" + word.replace("'", "") + "'").collect(Collectors.joining(" ")));
    }

    public void validate(CommandSession session, String... words) {
        PrintStream out = CommandOutput.of(session);
        CommandArguments arguments = CommandArguments.of(AgentCommand.VALIDATE, words);
        if (arguments.wantsHelp()) {
            out.print(AgentCommand.VALIDATE.help());
            return;
        }
        PipelineVerdict verdict =
                agent.validate(arguments.words().stream().findFirst().map(Path::of));
        out.print(arguments.wantsJson() ? JsonWriter.of(VerdictText.map(verdict)) : VerdictText.of(verdict));
        if (!verdict.isGood()) {
            throw new CommandFailedException();
        }
    }

    private static Duration seconds(String text) {
        try {
            Duration seconds =
                    Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact());
            if (seconds.isNegative() || seconds.isZero() || seconds.toHours() >= 1) {
                throw new ArithmeticException();
            }
            return seconds;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--again " + text + ": expected seconds, more than 0, less than 3600", e);
        }
    }

    private static String table(List<Sample> samples) {
        TextTable table = new TextTable("METER", "RESOURCE", ">VOLUME", "UNIT", "TYPE");
        samples.forEach(sample -> table.row(
                sample.meter().name(),
                sample.resource().id(),
                sample.volume(),
                sample.meter().unit(),
                sample.meter().type()));
        return table.isEmpty() ? "no samples\n" : table.toString();
    }

    private static String json(List<Sample> samples) {
        return JsonWriter.of(samples.stream().map(SampleText::map).toList());
    }
}
