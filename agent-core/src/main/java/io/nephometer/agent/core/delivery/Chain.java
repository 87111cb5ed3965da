package io.nephometer.agent.core.delivery;

import io.nephometer.agent.core.health.Aspect;
import io.nephometer.agent.core.health.Health;
import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.pipeline.Step;
import io.nephometer.api.ParameterException;
import io.nephometer.api.Sample;
import io.nephometer.api.Transformer;
import io.nephometer.api.TransformerFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The transformers of one sink, in order, with what they remember. One turn at a time. */
final class Chain {

    /** One of them. */
    private record Link(Step step, TransformerFactory factory, Transformer transformer, Making making) {}

    private final String sink;
    private final List<Link> links;
    private final Health health;
    private volatile long dropped;

    private Chain(String sink, List<Link> links, Health health) {
        this.sink = sink;
        this.links = links;
        this.health = health;
    }

    /** Empty if a transformer is not offered now or does not take its parameters: the sink waits, and that is trouble. */
    static Optional<Chain> of(String sink, List<Step> steps, Map<String, TransformerFactory> offered, Health health) {
        List<Link> links = new ArrayList<>();
        try {
            for (Step step : steps) {
                TransformerFactory factory = offered.get(step.transformer());
                if (factory == null) {
                    throw new IOException("waits for the transformer " + step.transformer() + ": no plugin offers it");
                }
                links.add(new Link(step, factory, factory.open(step.parameters()), new Making()));
            }
            health.recovered(HealthKey.sink(sink));
            return Optional.of(new Chain(sink, links, health));
        } catch (IOException e) {
            health.failed(HealthKey.sink(sink), e);
        } catch (ParameterException e) {
            health.failed(HealthKey.sink(sink), new IOException("waits: " + e.getMessage(), e));
        } catch (RuntimeException bug) { // a plugin's: it must not cost the other sinks
            health.failed(HealthKey.sink(sink), bug);
        }
        return Optional.empty();
    }

    /** Whether it is what these steps and plugins would make again, but for what it remembers. */
    boolean isStill(List<Step> wanted, Map<String, TransformerFactory> offered) {
        return links.stream().map(Link::step).toList().equals(wanted)
                && links.stream().allMatch(link -> link.factory == offered.get(link.step.transformer()));
    }

    /** By each transformer, since the chain began. */
    List<Made> made() {
        return links.stream()
                .map(link -> link.making.made(link.step.transformer()))
                .toList();
    }

    /** Samples that a transformer threw on, since the chain began. */
    long dropped() {
        return dropped;
    }

    /** What comes out of a source's turn: what passes, then what was held back and is let go now. */
    synchronized List<Sample> turn(List<Sample> samples) {
        if (links.isEmpty()) {
            return samples;
        }
        long before = dropped;
        List<Sample> out = new ArrayList<>(pass(samples, 0));
        for (int i = 0; i < links.size(); i++) {
            List<Sample> held = guarded(i, links.get(i).transformer::flush);
            links.get(i).making.later(held);
            out.addAll(pass(held, i + 1));
        }
        if (dropped == before) {
            health.recovered(HealthKey.sink(sink).of(Aspect.TRANSFORMERS));
        }
        return out;
    }

    private List<Sample> pass(List<Sample> samples, int from) {
        List<Sample> passing = samples;
        for (int i = from; i < links.size(); i++) {
            Link link = links.get(i);
            List<Sample> next = new ArrayList<>();
            for (Sample sample : passing) {
                List<Sample> made = guarded(i, () -> link.transformer.transform(sample));
                link.making.atOnce(sample, made);
                next.addAll(made);
            }
            passing = next;
        }
        return passing;
    }

    private List<Sample> guarded(int step, Supplier<List<Sample>> transform) {
        try {
            List<Sample> out = transform.get();
            if (!out.stream().allMatch(Sample::isSound)) {
                throw new IllegalArgumentException("gave a volume that is no finite number");
            }
            return out;
        } catch (RuntimeException | StackOverflowError e) { // of one sample: the others go on
            dropped++;
            String what = e.getMessage() == null ? e.toString() : e.getMessage();
            health.failed(
                    HealthKey.sink(sink).of(Aspect.TRANSFORMERS),
                    new IOException((step + 1) + ", " + links.get(step).step.transformer()
                            + ", drops what it cannot transform: " + what));
            return List.of();
        }
    }
}
