package io.nephometer.agent.shell;

import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.AgentReport.TaskState;
import io.nephometer.agent.core.view.AgentView;
import io.nephometer.agent.core.view.MeterPatterns;
import io.nephometer.agent.core.view.Tap;
import io.nephometer.agent.shell.text.SampleText;
import io.nephometer.api.Meter;
import io.nephometer.api.Sample;
import io.nephometer.text.HumanNumbers;
import io.nephometer.text.Suggestion;
import io.nephometer.text.command.AgentCommand;
import io.nephometer.text.json.JsonWriter;
import java.io.PrintStream;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The {@code meter:tap} command, which prints new samples until the client disconnects. */
@Component(
        service = TapCommand.class,
        property = {"osgi.command.scope=meter", "osgi.command.function=tap"})
public final class TapCommand {

    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private final AgentView agent;

    @Activate
    public TapCommand(@Reference AgentView agent) {
        this.agent = agent;
    }

    public void tap(CommandSession session, String... words) throws InterruptedException {
        PrintStream out = CommandOutput.of(session);
        CommandArguments arguments = CommandArguments.of(AgentCommand.TAP, words);
        if (arguments.wantsHelp()) {
            out.print(AgentCommand.TAP.help());
            return;
        }
        List<String> known =
                agent.status().meters().keySet().stream().map(Meter::name).toList();
        Predicate<String> meters = meters(arguments.words(), known);
        try (Tap tap = agent.tap(meters)) {
            boolean json = arguments.wantsJson();
            if (!json) {
                out.println(SampleText.HEAD);
                out.println(expected(known.stream().filter(meters).toList()));
            }
            follow(tap, json, out);
        }
    }

    /**
     * Returns a predicate that accepts a meter name if the name matches at least one of the patterns.
     *
     * @throws IllegalArgumentException if a pattern is invalid or no known meter matches any pattern
     */
    static Predicate<String> meters(List<String> words, Collection<String> known) {
        List<String> patterns = words.isEmpty() ? List.of("*") : words;
        MeterPatterns.mistake(patterns).ifPresent(mistake -> {
            throw new IllegalArgumentException(mistake);
        });
        Predicate<String> meters = new MeterPatterns(patterns).compile();
        if (known.stream().noneMatch(meters)) {
            String nearest = Suggestion.similar(patterns.get(0), known)
                    .map(name -> "did you mean '" + name + "'? ")
                    .orElse("");
            throw new IllegalArgumentException("no meter known now matches '%s': %smeter:meters lists them all"
                    .formatted(String.join(" ", patterns), nearest));
        }
        return meters;
    }

    /**
     * Returns a line that announces when the next samples are due so that the user does not mistake an empty screen for
     * a fault.
     */
    private String expected(List<String> meters) {
        AgentReport status = agent.status();
        List<String> sources = status.pipeline().sources().stream()
                .filter(source -> meters.stream().anyMatch(source.meters().compile()))
                .map(source -> source.name())
                .toList();
        Optional<TaskState> next = status.tasks().stream()
                .filter(task -> task.sources().stream().anyMatch(sources::contains))
                .min(Comparator.comparing(TaskState::next));
        return next.map(task -> "… the next turn is in "
                        + HumanNumbers.duration(Duration.between(status.now().wall(), task.next())))
                .orElse("… no source currently polls a matching meter: see meter:why " + meters.get(0));
    }

    /** Prints samples until the agent stops, the thread is interrupted, or the output stream fails. */
    static void follow(Tap tap, boolean json, PrintStream out) throws InterruptedException {
        while (tap.isOpen() && !out.checkError()) { // checkError also flushes the output
            Optional<Tap.TappedTick> tick = tap.next(MAX_WAIT);
            tick.ifPresent(samples -> print(samples, json, out));
            long missed = tap.missed();
            if (missed > 0) {
                out.print(
                        json
                                ? JsonWriter.line(Map.of("not_shown", missed))
                                : "… " + missed + " samples not shown: too slow\n");
            }
        }
    }

    private static void print(Tap.TappedTick tick, boolean json, PrintStream out) {
        ZoneId zone = ZoneId.systemDefault();
        for (List<Sample> samples : tick.samples().values()) {
            for (Sample sample : samples) {
                out.print(json ? JsonWriter.line(SampleText.map(sample)) : SampleText.line(sample, zone) + "\n");
            }
        }
    }
}
