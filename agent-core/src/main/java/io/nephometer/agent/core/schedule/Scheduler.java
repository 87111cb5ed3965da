package io.nephometer.agent.core.schedule;

import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.agent.core.polling.Job;
import io.nephometer.agent.core.polling.Poller;
import io.nephometer.api.Moment;
import io.nephometer.api.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs a polling plan, and another one in its place without touching what is the same in both. */
public final class Scheduler implements AutoCloseable {

    /** How one polling task stands; {@code lastDue} is null before its first turn. */
    public record TaskState(
            Duration interval,
            List<String> sources,
            long turns,
            long skipped,
            Instant lastDue,
            Duration lastDuration,
            Instant next) {}

    private final Supplier<Poller> pollers;
    private final Supplier<Moment> clock;
    private final Consumer<Map<Source, List<Sample>>> handOver;
    private final SortedMap<Schedule, PollingTask> tasks = new TreeMap<>();

    /** Kept when a task ends: it may begin again with a pollster's new version, whose rates shall go on. */
    private final Map<Schedule, Poller> remembering = new HashMap<>();

    /** @param handOver gets what each source of a tick got, on any thread */
    public Scheduler(Supplier<Poller> pollers, Supplier<Moment> clock, Consumer<Map<Source, List<Sample>>> handOver) {
        this.pollers = pollers;
        this.clock = clock;
        this.handOver = handOver;
    }

    /** Returns when the turns that run by the old plan have ended, or after some seconds. */
    public void apply(PollingPlan plan) {
        end(exchange(plan));
    }

    private synchronized List<PollingTask> exchange(PollingPlan plan) {
        List<PollingTask> ended = new ArrayList<>();
        tasks.entrySet().removeIf(entry -> {
            boolean gone = !plan.tasks().containsKey(entry.getKey());
            return gone && ended.add(entry.getValue());
        });
        plan.tasks().forEach((schedule, jobs) -> {
            PollingTask running = tasks.get(schedule);
            if (running == null) {
                tasks.put(schedule, task(schedule, jobs));
            } else {
                running.exchange(jobs);
            }
        });
        return ended;
    }

    /** All at once: each takes seconds at most. */
    private static void end(List<PollingTask> ended) {
        List<Thread> threads = ended.stream()
                .map(task -> new Thread(task::close, "nephometer-poll-end"))
                .toList();
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PollingTask task(Schedule schedule, List<Job> jobs) {
        Poller poller = remembering.computeIfAbsent(schedule, b -> pollers.get());
        Timer timer = Timer.thread(
                "nephometer-poll-" + schedule.interval().toString().substring(2).toLowerCase(Locale.ROOT));
        return new PollingTask(schedule, jobs, timer, clock, due -> poller.turn(due, schedule.interval(), handOver));
    }

    public synchronized List<TaskState> states() {
        List<TaskState> states = new ArrayList<>();
        for (Map.Entry<Schedule, PollingTask> entry : tasks.entrySet()) {
            PollingTask.State state = entry.getValue().state();
            List<String> sources = entry.getValue().jobs().stream()
                    .flatMap(job -> job.shares().keySet().stream())
                    .map(Source::name)
                    .distinct()
                    .sorted()
                    .toList();
            states.add(new TaskState(
                    entry.getKey().interval(),
                    sources,
                    state.turns(),
                    state.skipped(),
                    state.lastDue(),
                    state.lastDuration(),
                    state.next()));
        }
        return states;
    }

    @Override
    public void close() {
        end(exchange(new PollingPlan(new TreeMap<>())));
    }
}
