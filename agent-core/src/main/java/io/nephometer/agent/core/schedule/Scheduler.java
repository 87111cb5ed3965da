package io.nephometer.agent.core.schedule;

import io.nephometer.agent.core.polling.Poller;
import io.nephometer.agent.core.polling.PollsterJob;
import io.nephometer.agent.core.polling.Tick;
import io.nephometer.agent.core.view.AgentReport.TaskState;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs a polling plan. When a new plan replaces the current plan, the schedules that are part of both plans continue to
 * run without interruption.
 */
public final class Scheduler implements AutoCloseable {

    /** The maximum time to wait, when stopping, for polls that have outlasted their turns. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private final Supplier<Poller> pollerFactory;
    private final Supplier<Moment> clock;
    private final Consumer<Tick> handOver;
    private final SortedMap<Schedule, PollingTask> tasks = new TreeMap<>();

    /**
     * The pollers, keyed by schedule. A poller remembers the last counter values. Pollers are kept when their polling
     * tasks end, so that rates can still be computed if a task starts again with a new version of a pollster.
     */
    private final Map<Schedule, Poller> pollers = new HashMap<>();

    /**
     * @param pollerFactory the factory that creates a poller for each schedule
     * @param handOver the callback that receives the samples of each turn; the callback may be called on any thread
     */
    public Scheduler(Supplier<Poller> pollerFactory, Supplier<Moment> clock, Consumer<Tick> handOver) {
        this.pollerFactory = pollerFactory;
        this.clock = clock;
        this.handOver = handOver;
    }

    /**
     * Replaces the plan. Returns when the running turns of removed schedules have ended or after a few seconds,
     * whichever comes first.
     */
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

    /** Ends the given tasks in parallel. Ending a task takes at most a few seconds. */
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

    private PollingTask task(Schedule schedule, List<PollsterJob> jobs) {
        Poller poller = pollers.computeIfAbsent(schedule, key -> pollerFactory.get());
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
        List<Poller> ended;
        synchronized (this) {
            ended = List.copyOf(pollers.values());
        }
        try {
            CompletableFuture.allOf(ended.stream().map(Poller::late).toArray(CompletableFuture[]::new))
                    .get(LATE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) { // these polls are interrupted now
        }
        ended.forEach(Poller::close);
    }
}
