package io.nephometer.agent.core;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.PipelineFile;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.PluginRegistry;
import io.nephometer.agent.core.schedule.PollingPlan;
import io.nephometer.agent.core.schedule.Scheduler;
import io.nephometer.agent.core.schedule.Timer;
import io.nephometer.agent.core.sink.Sinks;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Watches pipeline.yaml and the plugins, and applies a new plan whenever either changes. All plans are computed on the
 * {@code nephometer-plan} thread.
 */
final class Planner implements AutoCloseable {

    private static final HealthKey FILE = HealthKey.agent("reading pipeline.yaml");
    private static final HealthKey SETTINGS = HealthKey.agent("checking the .cfg files");
    private static final HealthKey PLAN = HealthKey.agent("applying pipeline.yaml");
    private static final Duration COALESCE = Duration.ofMillis(50);
    private static final Duration LOOK = Duration.ofSeconds(1);
    // longer, because checking the settings is expensive and settings rarely change
    private static final Duration SETTINGS_LOOK = Duration.ofSeconds(10);

    private final PipelineFile file;
    private final PluginRegistry plugins;
    private final Scheduler scheduler;
    private final Sinks sinks;
    private final Runnable settings;
    private final String host;
    private final Health health;
    private final Timer timer = Timer.thread("nephometer-plan");
    private final AtomicBoolean stale = new AtomicBoolean();
    private volatile boolean begun;
    private volatile Pipeline pipeline = Pipeline.EMPTY;

    Planner(
            PipelineFile file,
            PluginRegistry plugins,
            Scheduler scheduler,
            Sinks sinks,
            Runnable settings,
            String host,
            Health health) {
        this.file = file;
        this.plugins = plugins;
        this.scheduler = scheduler;
        this.sinks = sinks;
        this.settings = settings;
        this.host = host;
        this.health = health;
    }

    /** Starts planning. Call this method when the plugins are available, so that the first plan is complete. */
    void begin() {
        timer.after(Duration.ZERO, this::start);
        timer.after(LOOK, this::lookAtSettings);
    }

    private void lookAtSettings() {
        try {
            settings.run();
            health.recovered(SETTINGS);
        } catch (RuntimeException | LinkageError bug) { // the next check may succeed
            health.failed(SETTINGS, bug);
        } finally {
            timer.after(SETTINGS_LOOK, this::lookAtSettings);
        }
    }

    private void start() {
        try {
            pipeline = file.start();
            begun = true;
            health.recovered(FILE);
            rebuild();
        } catch (RuntimeException | LinkageError | StackOverflowError bug) {
            health.failed(FILE, bug);
        } finally {
            timer.after(LOOK, begun ? this::look : this::start);
        }
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** Requests a new plan because the plugins have changed. Changes in quick succession result in a single plan. */
    void invalidate() {
        if (begun && stale.compareAndSet(false, true)) {
            timer.after(COALESCE, this::rebuild);
        }
    }

    /**
     * Computes and applies a new plan immediately. Returns when a plan that uses the current plugins is in force or
     * when the time limit has passed.
     */
    void rebuildNow() {
        CountDownLatch done = new CountDownLatch(1);
        timer.after(Duration.ZERO, () -> {
            if (begun) {
                rebuild();
            }
            done.countDown();
        });
        try {
            done.await(CallTerms.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            file.checkForChange()
                    .ifPresentOrElse(
                            next -> {
                                pipeline = next;
                                rebuild();
                            },
                            () -> {
                                if (health.of(PLAN).isPresent()) {
                                    rebuild();
                                }
                            });
            health.recovered(FILE);
        } catch (RuntimeException | LinkageError | StackOverflowError bug) { // the next check may succeed
            health.failed(FILE, bug);
        } finally {
            timer.after(LOOK, this::look);
        }
        sinks.tend();
    }

    private void rebuild() {
        stale.set(false); // cleared before the plugins are read, so that a later change causes another plan
        try {
            sinks.apply(
                    pipeline,
                    plugins.publishers(),
                    plugins.formats(),
                    plugins.transformers(),
                    () -> scheduler.apply(PollingPlan.of(pipeline, plugins.pollsters(), host)));
            showShadowed();
            health.recovered(PLAN);
        } catch (RuntimeException | LinkageError | StackOverflowError bug) { // the old plan stays in force
            health.failed(PLAN, bug);
        }
    }

    /** Reports each plugin that is unused because another plugin takes precedence. */
    private void showShadowed() {
        Map<HealthKey, String> shadowed = plugins.shadowed();
        health.all().keySet().stream()
                .filter(key -> key.aspect() == Aspect.PRECEDENCE && !shadowed.containsKey(key))
                .forEach(health::recovered);
        shadowed.forEach((key, why) -> health.failed(key, new IOException(why)));
    }

    @Override
    public void close() {
        timer.close();
    }
}
