package io.nephometer.agent.core.sink;

import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginHandle;
import io.nephometer.agent.core.route.PendingSamples;
import io.nephometer.agent.core.route.Route;
import io.nephometer.agent.core.route.SerialSteps;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.agent.core.view.LossReason;
import io.nephometer.agent.core.view.SinkState;
import io.nephometer.agent.core.view.SinkState.Lineage;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a sink: transforms samples and passes them to the sink's routes. A sink holds samples, in order, while a
 * transformer is missing or busy. Samples that arrive after the sink has been removed are counted as lost.
 */
final class SinkRunner {

    private static final String ENDED = "the sink ended before they could be transformed";

    private final String sink;
    private final CallTerms terms;
    private final Health health;
    private final SerialSteps steps;

    // guarded by this
    private final PendingSamples pending = new PendingSamples();
    private List<Route> routes = List.of();
    private ChainSpec spec; // null while the sink is not in the pipeline
    private PluginHandle opening;
    private final AtomicInteger current = new AtomicInteger();
    private boolean isDue; // whether the chain should be opened
    private TransformerChain chain; // null while no chain is open
    private String lastSource = "";
    private long underWay; // number of samples that are neither held nor passed to the routes
    private CompletableFuture<Void> retired = CompletableFuture.completedFuture(null);

    SinkRunner(String sink, CallTerms terms) {
        this.sink = sink;
        this.terms = terms;
        this.health = terms.health();
        this.steps = new SerialSteps(this, terms.threads(), this::next);
    }

    /**
     * Sets the transformers and routes that the sink uses from now on. An unchanged chain of transformers keeps its
     * state.
     */
    void change(ChainSpec next, List<Route> to) {
        synchronized (this) {
            routes = to;
            isDue = true;
            if (!next.equals(spec)) {
                spec = next;
                current.set(0);
                opening = new PluginHandle(
                        () -> TransformerChain.key(sink, next, current).of(Aspect.OPENING),
                        new Plugin<>("transformers of " + sink, "", 0, next),
                        terms);
            }
        }
        Optional<String> missing = next.missing();
        if (missing.isPresent()) {
            health.failed(
                    HealthKey.sink(sink),
                    new IOException("waits for the transformer " + missing.get() + ": no plugin offers it"));
        }
        steps.go();
    }

    /**
     * Removes the sink from the pipeline. The returned future completes when the sink no longer holds any samples and
     * its routes have been retired.
     */
    CompletableFuture<Void> retire() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        synchronized (this) {
            spec = null;
            retired = end;
        }
        steps.go();
        return end;
    }

    synchronized List<Route> routes() {
        return routes;
    }

    /** Accepts the samples that a source produced in one turn. Does not block. */
    void accept(String source, List<Sample> samples) {
        long gone;
        List<Route> to;
        synchronized (this) {
            gone = pending.add(source, samples);
            to = routes;
        }
        pending.logOverflow(
                "sink " + sink, () -> state().map(SinkState::trouble).orElse(""));
        to.forEach(route -> route.lose(LossReason.UNHELD, gone));
        steps.go();
    }

    /** Runs the steps that are due and, if requested, tries again to open the chain of transformers. */
    void tend(boolean retries) {
        synchronized (this) {
            isDue |= retries;
        }
        steps.go();
    }

    /** Returns the next step, or null if no step can be run now. */
    private SerialSteps.Step next() {
        if (chain != null && !chain.recipe().equals(spec)) {
            return spec == null && !pending.isEmpty() && chain.isReady() ? turn(chain) : finish(chain);
        } else if (spec == null) {
            return leave();
        } else if (chain == null) {
            boolean opens = isDue && spec.missing().isEmpty();
            isDue &= !opens;
            return opens ? open(spec, opening) : null;
        }
        return !pending.isEmpty() && chain.isReady() ? turn(chain) : null;
    }

    private SerialSteps.Step open(ChainSpec by, PluginHandle handle) {
        if (by.steps().isEmpty()) {
            return done -> {
                try {
                    opened(TransformerChain.open(sink, by, terms, current));
                } catch (IOException | ParameterException e) {
                    throw new IllegalStateException(e); // never happens, because an empty chain opens no transformer
                }
                done.run();
            };
        }
        return done -> handle.call(
                        () -> {
                            try {
                                return new Opened(TransformerChain.open(sink, by, terms, current), null);
                            } catch (ParameterException e) {
                                return new Opened(null, terms.texts().reason(e));
                            }
                        },
                        opened -> handle.worked(),
                        Opened::release)
                .thenAccept(opened -> {
                    opened.ifPresent(this::opened);
                    done.run();
                });
    }

    /**
     * The result of opening a chain.
     *
     * @param wrong a description of what is wrong with the parameters, or null if the chain was opened
     */
    private record Opened(TransformerChain chain, String wrong) {
        void release() {
            if (chain != null) {
                chain.release();
            }
        }
    }

    private void opened(Opened opened) {
        if (opened.wrong() == null) {
            opened(opened.chain());
        } else {
            health.failed(HealthKey.sink(sink), new IOException("waits: " + opened.wrong()));
        }
    }

    private void opened(TransformerChain now) {
        health.recovered(HealthKey.sink(sink));
        synchronized (this) {
            chain = now;
        }
    }

    private SerialSteps.Step turn(TransformerChain through) {
        PendingSamples.Turn turn = pending.next();
        List<Route> to = routes;
        lastSource = turn.source();
        underWay = turn.samples().size();
        if (through.isEmpty()) {
            return done -> {
                pass(turn.source(), turn.samples(), to);
                done.run();
            };
        }
        return done -> through.turn(turn.samples())
                .whenComplete((result, bug) -> steps.run(
                        result.isEmpty(), // a failure may be reported on a timer's thread
                        () -> {
                            long lost = result.map(TransformerChain.Result::lost)
                                    .orElse((long) turn.samples().size());
                            to.forEach(route -> route.lose(LossReason.UNTRANSFORMED, lost));
                            pass(
                                    turn.source(),
                                    result.map(TransformerChain.Result::out).orElse(List.of()),
                                    to);
                        },
                        done));
    }

    private void pass(String source, List<Sample> samples, List<Route> to) {
        if (!samples.isEmpty()) {
            to.forEach(route -> route.accept(source, samples));
        }
        synchronized (this) {
            underWay = 0;
        }
    }

    private SerialSteps.Step finish(TransformerChain old) {
        List<Route> to = routes;
        String source = lastSource;
        Runnable begin = () -> {
            synchronized (this) {
                chain = null;
                isDue = true;
            }
        };
        if (old.isEmpty()) {
            return done -> {
                begin.run();
                done.run();
            };
        }
        return done -> old.finish()
                .whenComplete((result, bug) -> steps.run(
                        true,
                        () -> {
                            to.forEach(route -> route.lose(LossReason.UNTRANSFORMED, result.lost()));
                            pass(source, result.out(), to);
                            begin.run();
                        },
                        done));
    }

    /** Counts the held samples as lost, because they can no longer be transformed, and then retires the routes. */
    private SerialSteps.Step leave() {
        List<Route> to = routes;
        long left = pending.clear();
        if (left > 0) {
            return done -> {
                to.forEach(route -> route.letGo(left, ENDED));
                done.run();
            };
        }
        if (retired.isDone()) {
            return null;
        }
        CompletableFuture<Void> end = retired;
        retired = CompletableFuture.completedFuture(null);
        CompletableFuture<?>[] ends = to.stream().map(Route::retire).toArray(CompletableFuture[]::new);
        return done -> {
            health.forget(HealthKey.sink(sink));
            CompletableFuture.allOf(ends).whenComplete((all, bug) -> end.complete(null));
            done.run();
        };
    }

    /** Counts all remaining samples as lost, because the agent is stopping. */
    void close() {
        long left;
        synchronized (this) {
            left = pending.clear() + underWay;
            underWay = 0;
        }
        routes.forEach(route -> route.letGo(left, ENDED));
    }

    /** Returns the state of the sink, or empty if the sink is not in the pipeline. */
    synchronized Optional<SinkState> state() {
        return spec == null
                ? Optional.empty()
                : Optional.of(new SinkState(
                        sink,
                        chain == null ? spec.names().stream().map(Lineage::new).toList() : chain.lineage(),
                        chain == null,
                        pending.samples() + underWay,
                        chain == null ? 0L : chain.held(),
                        chain == null ? 0L : chain.dropped(),
                        chain == null ? Duration.ZERO : chain.rest(),
                        spec.keys(sink),
                        spec.trouble(sink, health)));
    }
}
