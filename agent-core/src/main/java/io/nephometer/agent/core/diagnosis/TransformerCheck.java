package io.nephometer.agent.core.diagnosis;

import io.nephometer.agent.core.view.SinkState;
import io.nephometer.agent.core.view.SinkState.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A description of what a sink's transformers have produced from a meter so far.
 *
 * @param names the names under which the transformers output the meter, or empty if the transformers do not output the
 *     meter
 * @param because the sentences that explain the result
 */
record TransformerCheck(Set<String> names, List<String> because) {

    private static final int MAX_NAMED = 5;

    /** Checks a meter that enters the sink or is produced by one of the sink's transformers. */
    static TransformerCheck of(String meter, SinkState sink) {
        return produced(meter, sink).orElseGet(() -> from(0, meter, sink));
    }

    /**
     * Checks a meter that the sink's transformers produce from other meters. Returns empty if the transformers have not
     * produced the meter yet.
     */
    static Optional<TransformerCheck> produced(String meter, SinkState sink) {
        for (int i = 0; i < sink.lineage().size(); i++) {
            Lineage step = sink.lineage().get(i);
            Set<String> sources = step.atOnce().entrySet().stream()
                    .filter(entry -> entry.getValue().contains(meter))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            boolean fromHeld = step.later().contains(meter);
            if (!step.atOnce().containsKey(meter) && (fromHeld || !sources.isEmpty())) {
                String what = sources.isEmpty() ? "what it holds" : list(sources);
                TransformerCheck onward = from(i + 1, meter, sink);
                List<String> because = new ArrayList<>(List.of(of(step, sink) + " produces it from " + what + "."));
                because.addAll(onward.because);
                return Optional.of(new TransformerCheck(onward.names, because));
            }
        }
        return Optional.empty();
    }

    /** Returns advice about a meter that the transformers do not output under its own name. */
    String remedy() {
        return (names.isEmpty() ? "wait for a second turn or a full window" : "ask for " + list(names))
                + ", or give its source a sink without transformers, too.";
    }

    private static TransformerCheck from(int first, String meter, SinkState sink) {
        Set<String> names = new TreeSet<>(Set.of(meter));
        List<String> because = new ArrayList<>();
        for (Lineage step : sink.lineage().subList(first, sink.lineage().size())) {
            Set<String> next = new TreeSet<>();
            names.forEach(name -> next.addAll(step.atOnce().getOrDefault(name, Set.of(name))));
            names.stream().filter(step.later()::contains).forEach(next::add);
            boolean taken = next.isEmpty();
            next.addAll(taken ? step.later() : Set.of());
            sentence(step, names, next, taken, names.equals(Set.of(meter)) ? "it" : list(names))
                    .ifPresent(predicate -> because.add(of(step, sink) + predicate));
            names = next;
            if (names.isEmpty()) {
                break;
            }
        }
        return new TransformerCheck(names, because);
    }

    /**
     * Returns a sentence that describes how a transformer changes the given meters, or empty if the transformer passes
     * the meters on unchanged.
     */
    private static Optional<String> sentence(
            Lineage step, Set<String> names, Set<String> next, boolean taken, String what) {
        if (!step.atOnce().keySet().containsAll(names)) {
            return Optional.of(" may rename %s or hold it back: it has seen none of it yet.".formatted(what));
        } else if (next.isEmpty()) {
            return Optional.of(" has received %s and returned nothing so far.".formatted(what));
        } else if (taken) {
            return Optional.of(" receives %s and returns %s.".formatted(what, list(next)));
        } else if (!next.equals(names)) {
            return Optional.of(" produces %s from %s.".formatted(list(next), what));
        }
        return names.stream().anyMatch(step.later()::contains)
                ? Optional.of(" holds %s back and releases it later.".formatted(what))
                : Optional.empty();
    }

    private static String of(Lineage step, SinkState sink) {
        return step.transformer() + " of the sink " + sink.name();
    }

    private static String list(Set<String> names) {
        int more = names.size() - MAX_NAMED;
        return names.stream().sorted().limit(MAX_NAMED).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
