package io.nephometer.agent.core;

import io.nephometer.agent.core.delivery.Delivery;
import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.pipeline.PipelineFile;
import io.nephometer.agent.core.polling.Poller;
import io.nephometer.agent.core.polling.PollingPlan;
import io.nephometer.agent.core.polling.Scheduler;
import io.nephometer.agent.core.polling.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Follows pipeline.yaml and the plugins, and applies a new plan when either changes. All that it decides happens on the
 * thread {@code nephometer-plan}.
 */
final class Planning implements AutoCloseable {

    private static final Logger LOG = System.getLogger("nephometer.agent");
    private static final Duration COALESCE = Duration.ofMillis(50);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final PipelineFile file;
    private final Registry plugins;
    private final Scheduler scheduler;
    private final Delivery delivery;
    private final SettingsCheck settings;
    private final String host;
    private final Timer timer = Timer.thread("nephometer-plan");
    private final AtomicBoolean stale = new AtomicBoolean();
    private volatile boolean begun;
    private volatile Pipeline pipeline = Pipeline.EMPTY;

    Planning(
            PipelineFile file,
            Registry plugins,
            Scheduler scheduler,
            Delivery delivery,
            SettingsCheck settings,
            String host) {
        this.file = file;
        this.plugins = plugins;
        this.scheduler = scheduler;
        this.delivery = delivery;
        this.settings = settings;
        this.host = host;
    }

    /** To be called when the plugins are there, so that the first plan is whole. */
    void begin() {
        timer.after(Duration.ZERO, () -> {
            pipeline = file.start();
            begun = true;
            rebuild();
            timer.after(LOOK, this::look);
        });
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** The plugins have changed. Bursts of changes come together. */
    void invalidate() {
        if (begun && stale.compareAndSet(false, true)) {
            timer.after(COALESCE, this::rebuild);
        }
    }

    /** Returns when the plan is one of the plugins that are known now. */
    void rebuildNow() {
        CountDownLatch done = new CountDownLatch(1);
        timer.after(Duration.ZERO, () -> {
            if (begun) {
                rebuild();
            }
            done.countDown();
        });
        try {
            done.await(Poller.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            file.look().ifPresent(next -> {
                pipeline = next;
                rebuild();
            });
            delivery.tend();
            settings.look();
        } catch (RuntimeException bug) { // an executor would swallow it, and nothing would be looked at any more
            LOG.log(Level.ERROR, "the second's look failed: " + bug, bug);
        } finally {
            timer.after(LOOK, this::look);
        }
    }

    private void rebuild() {
        stale.set(false); // before reading: a later change is not lost
        try {
            delivery.apply(pipeline, plugins.publishers(), plugins.transformers());
            scheduler.apply(PollingPlan.of(pipeline, plugins.pollsters(), host));
        } catch (RuntimeException | LinkageError bug) { // an executor would swallow it; the old plan goes on
            LOG.log(Level.ERROR, "the new plan cannot be applied: " + bug, bug);
        }
    }

    @Override
    public void close() {
        timer.close();
    }
}
