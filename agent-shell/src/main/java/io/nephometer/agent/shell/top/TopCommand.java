package io.nephometer.agent.shell.top;

import io.nephometer.agent.core.view.AgentReport;
import io.nephometer.agent.core.view.AgentReport.TaskState;
import io.nephometer.agent.core.view.AgentView;
import io.nephometer.agent.core.view.PollsterState;
import io.nephometer.agent.core.view.Source;
import io.nephometer.agent.core.view.Tap;
import io.nephometer.agent.shell.CommandArguments;
import io.nephometer.agent.shell.CommandOutput;
import io.nephometer.text.HumanNumbers;
import io.nephometer.text.TextTable;
import io.nephometer.text.command.AgentCommand;
import io.nephometer.text.command.Option;
import io.nephometer.text.json.JsonWriter;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The {@code meter:top} command, which displays a table of the instances and redraws it every second. The table is
 * based on the samples that the sources produce; the command itself does not poll.
 */
@Component(
        service = TopCommand.class,
        property = {"osgi.command.scope=meter", "osgi.command.function=top"})
public final class TopCommand {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofSeconds(15); // an allowance for the duration of a turn
    private static final int LINES = 23; // a terminal has 24 lines, and one line is left for the cursor

    private final AgentView agent;

    @Activate
    public TopCommand(@Reference AgentView agent) {
        this.agent = agent;
    }

    public void top(CommandSession session, String... words) throws InterruptedException {
        PrintStream out = CommandOutput.of(session);
        CommandArguments arguments = CommandArguments.of(AgentCommand.TOP, words);
        if (arguments.wantsHelp()) {
            out.print(AgentCommand.TOP.help());
            return;
        }
        try (Tap tap = agent.tap(LatestInstanceValues.METERS::contains)) {
            View view = new View(tap);
            if (arguments.wantsJson() || arguments.has(Option.ONCE)) {
                view.once(out, arguments.wantsJson());
            } else {
                view.live(out);
            }
        }
    }

    /** A running {@code top} command and the values that it has received so far. */
    private final class View {
        private final Tap tap;
        private final LatestInstanceValues instances = new LatestInstanceValues();
        private final Map<Source, Integer> sizes = new HashMap<>();
        private ProcessUsage before = ProcessUsage.now();

        View(Tap tap) {
            this.tap = tap;
        }

        void live(PrintStream out) throws InterruptedException {
            while (tap.isOpen() && !out.checkError()) { // checkError also flushes the output
                AgentReport status = agent.status();
                out.print(TerminalScreen.redraw(top(status, expected(status)).text(LINES)));
                out.flush();
                long next = System.nanoTime() + SECOND.toNanos();
                while (next - System.nanoTime() > 0) {
                    receive(next);
                }
            }
        }

        void once(PrintStream out, boolean json) throws InterruptedException {
            AgentReport status = agent.status();
            Set<String> awaited = new TreeSet<>(sources(status));
            if (awaited.isEmpty()) {
                throw new IllegalStateException("no source polls anything now: see meter:status");
            }
            Duration limit = status.tasks().stream()
                    .map(task -> Duration.between(status.now().wall(), task.next()))
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO)
                    .plus(SLACK);
            if (!json) {
                out.println(expected(status));
                out.flush();
            }
            long end = System.nanoTime() + limit.toNanos();
            while (tap.isOpen() && !awaited.isEmpty() && end - System.nanoTime() > 0) {
                awaited.removeAll(receive(Math.min(end, System.nanoTime() + SECOND.toNanos())));
                awaited.retainAll(sources(agent.status())); // a reload may have removed a source
            }
            if (!json && !awaited.isEmpty()) {
                out.println("… there was no turn of " + String.join(", ", awaited) + ": see meter:status");
            }
            TopTable top = top(agent.status(), "… there was no sample of any instance: see meter:why instance");
            out.print(json ? JsonWriter.of(top.map()) : "\n" + top.text());
        }

        /**
         * Waits until the next tick or the given monotonic time, whichever comes first. Records the tick's samples and
         * returns the names of the tick's sources.
         */
        private Set<String> receive(long until) throws InterruptedException {
            Optional<Tap.TappedTick> tick = tap.next(Duration.ofNanos(until - System.nanoTime()));
            tick.ifPresent(seen -> {
                instances.record(seen);
                sizes.putAll(seen.sizes());
            });
            return tick.stream()
                    .flatMap(seen -> seen.sizes().keySet().stream())
                    .map(Source::name)
                    .collect(Collectors.toSet());
        }

        private TopTable top(AgentReport status, String note) {
            ProcessUsage now = ProcessUsage.now();
            sizes.keySet().retainAll(status.pipeline().sources());
            double samples = sizes.entrySet().stream()
                    .mapToDouble(size ->
                            size.getValue() * 1e9 / size.getKey().interval().toNanos())
                    .sum();
            Map<String, PollsterState.Tally> pollsters = status.pollsters().stream()
                    .collect(Collectors.toMap(PollsterState::name, PollsterState::tally, (a, b) -> a, TreeMap::new));
            TopTable top = new TopTable(
                    status.identity().host(),
                    samples,
                    now.cpuSince(before),
                    now.resident(),
                    instances.rows(status.now()),
                    pollsters,
                    note);
            before = now;
            return top;
        }
    }

    private static Set<String> sources(AgentReport status) {
        return status.tasks().stream().flatMap(task -> task.sources().stream()).collect(Collectors.toSet());
    }

    private static String expected(AgentReport status) {
        Instant now = status.now().wall();
        return status.tasks().stream()
                .sorted(Comparator.comparing(TaskState::next))
                .map(task -> String.join(", ", task.sources()) + " in "
                        + HumanNumbers.duration(Duration.between(now, task.next())))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("; "),
                        turns -> turns.isEmpty()
                                ? "… no source polls anything now"
                                : TextTable.cut("… next turn: " + turns)));
    }
}
