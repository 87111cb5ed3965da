package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginDirectory;
import io.nephometer.agent.core.plugin.PluginHandle;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.api.Moment;
import io.nephometer.api.Pollster;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import io.nephometer.api.Turn;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Runs the jobs of a turn: discovers resources, calls pollsters, validates samples and derives meters. All jobs start
 * at the same time, and a separate {@link PluginHandle} calls the pollster of each job. Between turns, the poller
 * remembers the counters from which meters are derived. A poller runs only one turn at a time.
 */
public final class Poller implements AutoCloseable {

    private static final Duration MAX_PATIENCE = Duration.ofSeconds(5);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final PluginDirectory plugins;
    private final Resource host;
    private final Supplier<Moment> clock;
    private final Executor threads;
    private final Duration deadline;
    private final Health health;
    private final PollsterStats stats;
    private final ResourceFinder discoveries;
    private final Map<PollsterJob.Key, PluginHandle> handles = new ConcurrentHashMap<>();
    private final Map<PollsterJob.Key, Derivation> derivations = new ConcurrentHashMap<>();
    private final Set<CompletableFuture<Void>> late = ConcurrentHashMap.newKeySet(); // jobs that outlast their turn

    /**
     * @param threads the executor that runs the calls to plugins
     * @param deadline the time limit for each call
     */
    public Poller(
            PluginDirectory plugins,
            Resource host,
            Supplier<Moment> clock,
            Executor threads,
            Duration deadline,
            Health health,
            PollsterStats stats) {
        this.plugins = plugins;
        this.host = host;
        this.clock = clock;
        this.threads = threads;
        this.deadline = deadline;
        this.health = health;
        this.stats = stats;
        this.discoveries = new ResourceFinder(plugins, host, health);
    }

    /** Runs the given jobs once, regardless of their intervals. */
    public Tick once(List<PollsterJob> jobs) {
        AtomicReference<Tick> first = new AtomicReference<>();
        turn(jobs, deadline, deadline.multipliedBy(2), tick -> first.compareAndSet(null, tick));
        return first.get();
    }

    /**
     * Runs the jobs of a turn and hands over the resulting samples, even if there are none. A job is late if it has not
     * finished within half the interval or 5 s, whichever is shorter. The samples of a late job are handed over
     * separately as soon as the job finishes, so that fast pollsters do not wait for slow ones. If no job is late, the
     * thread of the last job to finish hands over the samples; otherwise, the calling thread hands over the samples of
     * the finished jobs.
     */
    public void turn(List<PollsterJob> jobs, Duration interval, Consumer<Tick> handOver) {
        Duration half = interval.dividedBy(2);
        turn(jobs, interval, half.compareTo(MAX_PATIENCE) < 0 ? half : MAX_PATIENCE, handOver);
    }

    private void turn(List<PollsterJob> jobs, Duration interval, Duration patience, Consumer<Tick> handOver) {
        handles.keySet().retainAll(jobs.stream().map(PollsterJob::key).collect(Collectors.toSet()));
        ResourceFinder.Searches searches = discoveries.new Searches((key, plugin) -> handle(key, plugin, interval));
        Map<PollsterJob, CompletableFuture<Tick.Part>> answers = new LinkedHashMap<>();
        jobs.forEach(job -> answers.put(job, ask(job, searches, interval)));
        AtomicBoolean isCollected = new AtomicBoolean();
        CompletableFuture<Void> end = CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                .thenRun(() -> collectOnce(isCollected, answers, handOver));
        if (!endsWithin(patience, end) && !collectOnce(isCollected, answers, handOver)) {
            end.join(); // the last job has just finished, and its thread hands over the samples
        }
    }

    /**
     * Hands over the samples of the finished jobs and returns true. Returns false if another thread has already begun
     * to hand over the samples.
     */
    private boolean collectOnce(
            AtomicBoolean isCollected,
            Map<PollsterJob, CompletableFuture<Tick.Part>> answers,
            Consumer<Tick> handOver) {
        if (isCollected.getAndSet(true)) {
            return false;
        }
        List<Tick.Part> parts = new ArrayList<>();
        List<CompletableFuture<Tick.Part>> unfinished = new ArrayList<>();
        answers.forEach((job, answer) -> {
            Tick.Part part = answer.getNow(null);
            parts.add(part == null ? nothing(job) : part);
            if (part == null) {
                unfinished.add(answer);
            }
        });
        handOver.accept(new Tick(parts));
        unfinished.forEach(answer -> {
            CompletableFuture<Void> end = answer.thenAccept(part -> follow(part, handOver));
            late.add(end);
            end.whenComplete((done, bug) -> late.remove(end));
        });
        return true;
    }

    private static boolean endsWithin(Duration patience, CompletableFuture<Void> end) {
        try {
            end.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) { // some jobs are late; their samples follow when they are finished
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException bug) {
            // a bug in the agent, because a plugin handle catches all exceptions of a plugin
            if (bug.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(bug.getCause());
        }
    }

    private static Tick.Part nothing(PollsterJob job) {
        return new Tick.Part(List.of(), List.of(), job.shares());
    }

    private static void follow(Tick.Part part, Consumer<Tick> handOver) {
        try {
            handOver.accept(new Tick(List.of(part.withoutEmptyShares())));
        } catch (RuntimeException | Error bug) { // caught here, because the future would swallow it
            System.getLogger("nephometer.polling").log(Level.ERROR, "late samples are lost: " + bug, bug);
        }
    }

    /**
     * Discovers a job's resources and polls them. Returns no samples if the job needs resources but none were found.
     */
    private CompletableFuture<Tick.Part> ask(PollsterJob job, ResourceFinder.Searches searches, Duration interval) {
        List<CompletableFuture<List<Resource>>> found =
                job.discovery().stream().map(searches::of).toList();
        return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new)).thenCompose(all -> {
            Map<String, Resource> known =
                    // a static resource that was also discovered is polled once, with its discovered metadata
                    new LinkedHashMap<>();
            job.resources().forEach(id -> known.put(id, Resource.of(id, Map.of())));
            found.forEach(search -> search.join().forEach(resource -> known.put(resource.id(), resource)));
            List<Resource> resources = List.copyOf(known.values());
            return resources.isEmpty() && !job.needsNoResource()
                    ? CompletableFuture.completedFuture(nothing(job))
                    : poll(job, resources, interval);
        });
    }

    private CompletableFuture<Tick.Part> poll(PollsterJob job, List<Resource> resources, Duration interval) {
        String name = job.pollster().name();
        HealthKey key = HealthKey.plugin(name);
        PluginHandle handle = handles.compute(
                job.key(),
                (jobKey, before) ->
                        before != null && before.isOf(job.pollster()) ? before : handle(key, job.pollster(), interval));
        if (handle.isBusy()) {
            health.failed(
                    key.of(Aspect.PACE),
                    new IOException("its turn takes longer than the interval of " + interval.toMillis() / 1000.0
                            + " s: it misses others"));
        }
        if (handle.isBusy() || !handle.rest().isZero()) {
            stats.missed(name);
            return CompletableFuture.completedFuture(nothing(job));
        }
        long start = clock.get().nanos();
        return handle.call(() -> read(job, resources), validated -> judge(validated, handle))
                .thenApply(validated -> {
                    Duration took = Duration.ofNanos(clock.get().nanos() - start);
                    stats.called(name, validated, took, handle.rest());
                    if (validated.isPresent() && took.compareTo(interval) < 0) {
                        health.recovered(key.of(Aspect.PACE));
                    }
                    return validated.map(result -> part(job, result.sound())).orElseGet(() -> nothing(job));
                });
    }

    /** Returns a future that completes when the samples of all late jobs have been handed over. */
    public CompletableFuture<Void> late() {
        return CompletableFuture.allOf(late.toArray(CompletableFuture[]::new));
    }

    /** Interrupts the calls that are still running, because the agent is stopping. */
    @Override
    public void close() {
        for (PluginHandle handle : handles.values()) {
            handle.forget(); // the interruption is not the plugin's fault
            handle.interrupt();
        }
    }

    private PluginHandle handle(HealthKey key, Plugin<?> plugin, Duration interval) {
        return new PluginHandle(key, plugin, new CallTerms(interval, deadline, threads, health, () -> clock.get()
                .nanos()));
    }

    private static void judge(ValidatedSamples validated, PluginHandle handle) {
        if (validated.rejected() == 0) {
            handle.worked();
            return;
        }
        IOException objection = new IOException(
                "some of its samples are rejected: not finite, negative, undeclared, of another type or unit than"
                        + " declared, too many, not read now,"
                        + " or with metadata that is not made of texts, numbers, booleans, lists and maps");
        if (validated.isMostlyInvalid()) {
            handle.failed(objection);
        } else {
            handle.worked(objection);
        }
    }

    /** Calls a pollster and validates the returned samples. This method runs on the pollster's own thread. */
    private ValidatedSamples read(PollsterJob job, List<Resource> resources) throws IOException {
        String name = job.pollster().name();
        Optional<Plugin<Pollster>> pollster = job.pollster().inUse(() -> plugins.pollsters().stream()
                .filter(other -> other.name().equals(name)));
        if (pollster.isEmpty()) { // the pollster was removed, and a plan without it is about to be applied
            return ValidatedSamples.NOTHING;
        }
        long cpu = THREADS.getCurrentThreadCpuTime();
        try {
            Turn turn = new Turn(host, resources, job.read(), clock);
            List<Sample> samples =
                    Objects.requireNonNull(pollster.get().service().poll(turn), "poll returned null");
            return ValidatedSamples.of(
                    samples,
                    job.read(),
                    job.declared(),
                    turn.resources(),
                    clock.get().wall());
        } finally {
            pollster.get().calls().end();
            Duration used = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - cpu);
            stats.used(name, used);
        }
    }

    private Tick.Part part(PollsterJob job, List<Sample> read) {
        List<Sample> derived = job.derived().isEmpty()
                ? List.of()
                : derivations
                        .computeIfAbsent(job.key(), key -> new Derivation())
                        .derive(job.derived(), read);
        return new Tick.Part(read, derived, job.shares());
    }
}
