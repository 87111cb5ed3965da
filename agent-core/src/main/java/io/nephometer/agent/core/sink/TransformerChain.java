package io.nephometer.agent.core.sink;

import io.nephometer.agent.core.plugin.CallTerms;
import io.nephometer.agent.core.plugin.PlainDataChecker;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.plugin.PluginHandle;
import io.nephometer.agent.core.view.HealthKey;
import io.nephometer.agent.core.view.HealthKey.Aspect;
import io.nephometer.agent.core.view.SinkState.Lineage;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The transformers of one sink, in order, with their state. A single guarded call passes the samples of a turn through
 * all transformers. The transformer plugins remain in use until the chain is finished.
 */
final class TransformerChain {

    /**
     * The result of a call to the chain.
     *
     * @param lost the number of samples for which a transformer threw an exception or returned an invalid result
     */
    record Result(List<Sample> out, long lost, long faults) {}

    private static final int MOST_OF_ONE = 10_000;
    private static final String DROPS = "drops what it cannot transform";

    private final String sink;
    private final ChainSpec spec;
    private final List<Link> links;
    private final CallTerms terms;
    private final PluginHandle handle;
    private final PluginHandle closing;
    private final AtomicInteger current;
    private volatile long dropped;

    /** A transformer in the chain. */
    private static final class Link {
        private final int number;
        private final String name;
        private final Transformer transformer;
        private final LineageRecorder lineage = new LineageRecorder();
        private volatile long held; // number of samples held back after the last turn
        private volatile long undecided; // samples without output since the last flush with a result

        Link(int number, String name, Transformer transformer) {
            this.number = number;
            this.name = name;
            this.transformer = transformer;
        }
    }

    private TransformerChain(String sink, ChainSpec spec, List<Link> links, CallTerms terms) {
        this.sink = sink;
        this.spec = spec;
        this.links = links;
        this.terms = terms;
        this.current = new AtomicInteger();
        Plugin<?> all = new Plugin<>("transformers of " + sink, "", 0, links);
        this.handle = new PluginHandle(() -> key(sink, spec, current), all, terms);
        this.closing = new PluginHandle(() -> key(sink, spec, current).of(Aspect.CLOSING), all, terms);
    }

    /** Returns the health key of the plugin that is currently being called. */
    static HealthKey key(String sink, ChainSpec spec, AtomicInteger current) {
        return key(sink, spec.plugins().get(current.get()));
    }

    /** Returns the health key of a plugin that the given sink uses. */
    static HealthKey key(String sink, Plugin<TransformerFactory> plugin) {
        return HealthKey.plugin(plugin.name() + " for " + sink);
    }

    /**
     * Opens the transformers. This method runs on the thread on which plugins are called.
     *
     * @param current the variable that is set to the index of the transformer being opened
     */
    static TransformerChain open(String sink, ChainSpec spec, CallTerms terms, AtomicInteger current)
            throws IOException, ParameterException {
        List<Link> links = new ArrayList<>();
        int used = 0;
        boolean opened = false;
        try {
            for (int i = 0; i < spec.steps().size(); i++) {
                current.set(i);
                Plugin<TransformerFactory> plugin = spec.plugins().get(i);
                if (!plugin.calls().begin()) {
                    throw new IOException(plugin.name() + " was just removed");
                }
                used++;
                Transformer transformer = Objects.requireNonNull(
                        plugin.service().open(spec.steps().get(i).parameters()), "open returned null");
                links.add(new Link(i + 1, spec.steps().get(i).transformer(), transformer));
            }
            opened = true;
            return new TransformerChain(sink, spec, links, terms);
        } finally {
            if (!opened) {
                spec.plugins().subList(0, used).forEach(plugin -> plugin.calls().end());
            }
        }
    }

    ChainSpec recipe() {
        return spec;
    }

    boolean isEmpty() {
        return links.isEmpty();
    }

    /** Returns whether the chain can be called now. */
    boolean isReady() {
        return isEmpty() || handle.isReady();
    }

    /** Returns the lineage of each transformer since the chain was opened. */
    List<Lineage> lineage() {
        return links.stream().map(link -> link.lineage.lineage(link.name)).toList();
    }

    /** Returns the number of samples for which a transformer has failed since the chain was opened. */
    long dropped() {
        return dropped;
    }

    /** Returns the number of held samples that the transformers reported after the last turn. */
    long held() {
        return links.stream().mapToLong(link -> link.held).sum();
    }

    /** Returns the remaining time for which calls to the transformers are suspended after a failure. */
    Duration rest() {
        return handle.rest();
    }

    /**
     * Returns the transformed samples of a turn, followed by the held samples that are now released, or empty if the
     * call failed.
     */
    CompletableFuture<Optional<Result>> turn(List<Sample> samples) {
        return handle.call(() -> new Call().turn(samples), result -> judge(result, samples.size()));
    }

    private void judge(Result result, int samples) {
        if (result.faults() == 0) {
            terms.health().recovered(HealthKey.sink(sink).of(Aspect.TRANSFORMERS));
        }
        if (result.faults() > 0 && result.faults() >= samples) {
            handle.failed(new IOException("failed on all samples of a turn"));
        } else {
            handle.worked();
        }
    }

    /** Ends the chain. Returns the held samples after passing them through the subsequent transformers. */
    CompletableFuture<Result> finish() {
        boolean isStuck = handle.isBusy();
        handle.forget();
        CompletableFuture<Optional<Result>> left = isStuck
                ? CompletableFuture.completedFuture(Optional.empty())
                : closing.call(
                        () -> new Call().finish(),
                        result -> {
                            if (result.faults() == 0) {
                                closing.worked();
                            } else {
                                closing.failed(new IOException("did not return what it held back"));
                            }
                        },
                        late -> closing.worked());
        return left.thenApply(result -> result.orElseGet(() -> new Result(
                        List.of(),
                        links.stream().mapToLong(link -> link.undecided).sum(),
                        1)))
                .whenComplete((result, bug) -> release());
    }

    /** Releases the transformer plugins, so that they are no longer in use. */
    void release() {
        spec.plugins().forEach(plugin -> plugin.calls().end());
    }

    /** A call to the chain, made on a plugin thread. If a sample causes an exception, only that sample is lost. */
    private final class Call {

        private final PlainDataChecker checker = new PlainDataChecker(List.of());
        private long lost;
        private long faults;

        Result turn(List<Sample> samples) {
            List<Sample> out = new ArrayList<>(pass(samples, 0));
            for (Link link : links) {
                out.addAll(pass(flushed(link), link.number));
            }
            links.forEach(this::count);
            return new Result(out, lost, faults);
        }

        private void count(Link link) {
            guarded(link, "does not report how much it holds", () -> Math.max(0, link.transformer.held()))
                    .ifPresent(held -> link.held = held);
        }

        Result finish() {
            List<Sample> out = new ArrayList<>();
            for (Link link : links) {
                out.addAll(pass(left(link), link.number));
                if (link.number < links.size()) { // the next transformer has received samples
                    out.addAll(pass(flushed(links.get(link.number)), link.number + 1));
                }
            }
            return new Result(out, lost, faults);
        }

        private List<Sample> pass(List<Sample> samples, int from) {
            List<Sample> passing = samples;
            for (Link link : links.subList(from, links.size())) {
                List<Sample> next = new ArrayList<>();
                passing.forEach(sample -> next.addAll(transformed(link, sample)));
                passing = next;
            }
            return passing;
        }

        private List<Sample> transformed(Link link, Sample sample) {
            Optional<List<Sample>> out =
                    guarded(link, DROPS, () -> checked(link.transformer.transform(sample), sample));
            lost += out.isEmpty() ? 1 : 0;
            dropped += out.isEmpty() ? 1 : 0;
            link.undecided += out.filter(List::isEmpty).isPresent() ? 1 : 0;
            link.lineage.atOnce(sample, out.orElse(List.of()));
            return out.orElse(List.of());
        }

        private List<Sample> flushed(Link link) {
            Optional<List<Sample>> out = guarded(link, DROPS, () -> checked(link.transformer.flush(), null));
            if (out.filter(some -> !some.isEmpty()).isPresent()) {
                link.undecided = 0;
            }
            link.lineage.later(out.orElse(List.of()));
            return out.orElse(List.of());
        }

        private List<Sample> left(Link link) {
            Optional<List<Sample>> out = guarded(link, DROPS, () -> checked(link.transformer.close(), null));
            lost += out.isEmpty() ? link.undecided : 0;
            link.undecided = 0;
            return out.orElse(List.of());
        }

        /** Returns a transformer's result, or empty after reporting an exception or an invalid result. */
        private <R> Optional<R> guarded(Link link, String fault, Supplier<R> work) {
            current.set(link.number - 1);
            try {
                return Optional.of(work.get());
            } catch (OutOfMemoryError e) { // not caused by a particular sample
                throw e;
            } catch (Throwable e) { // caused by a particular sample; the other samples are not affected
                faults++;
                terms.health()
                        .failed(
                                HealthKey.sink(sink).of(Aspect.TRANSFORMERS),
                                new IOException(link.number + ", " + link.name + ", " + fault + ": "
                                        + terms.texts().reason(e)));
                return Optional.empty();
            }
        }

        private List<Sample> checked(List<Sample> made, Sample in) {
            List<Sample> out = new ArrayList<>();
            for (Sample sample : Objects.requireNonNull(made, "it returned null")) {
                Sample passed = sample == in ? in : checker.check(sample);
                if (passed == null) {
                    throw new IllegalArgumentException(
                            "it returned a volume that is not a finite number, or metadata that is not plain");
                } else if (out.size() == MOST_OF_ONE && in != null) {
                    throw new IllegalArgumentException("it returned more than " + MOST_OF_ONE + " samples for one");
                }
                out.add(passed);
            }
            return out;
        }
    }
}
