package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The samples from one turn. Each sample is stored only once, even if several sources request it; the names of the
 * meters that each source requests are stored separately.
 */
public record Tick(List<Part> parts) {

    /**
     * The samples of one job.
     *
     * @param read the samples that the pollster returned
     * @param derived the samples that were computed from readings taken in this and earlier turns
     * @param wanted the names of the meters that each source receives
     */
    public record Part(List<Sample> read, List<Sample> derived, Map<Source, Set<String>> wanted) {

        private long size(Source source) {
            Set<String> names = wanted.getOrDefault(source, Set.of());
            return Stream.concat(read.stream(), derived.stream())
                    .filter(sample -> names.contains(sample.meter().name()))
                    .count();
        }

        private void share(Predicate<Source> selection, Map<Source, List<Sample>> shares) {
            List<Share> matching = new ArrayList<>();
            wanted.forEach((source, names) -> {
                if (selection.test(source)) {
                    matching.add(new Share(names, shares.computeIfAbsent(source, s -> new ArrayList<>())));
                }
            });
            read.forEach(sample -> give(sample, matching));
            derived.forEach(sample -> give(sample, matching));
        }

        private static void give(Sample sample, List<Share> shares) {
            for (Share share : shares) {
                if (share.names.contains(sample.meter().name())) {
                    share.samples.add(sample);
                    return;
                }
            }
        }

        /** Returns a copy of this part without the sources that receive none of the part's samples. */
        Part withoutEmptyShares() {
            Map<Source, Set<String>> shares = new LinkedHashMap<>(wanted);
            shares.keySet().removeIf(source -> size(source) == 0);
            return new Part(read, derived, shares);
        }
    }

    /** The samples of one source and the names of the meters that the source requests. */
    private record Share(Set<String> names, List<Sample> samples) {}

    /** Returns the sources of the turn, including those without samples. */
    public Set<Source> sources() {
        Set<Source> sources = new LinkedHashSet<>();
        parts.forEach(part -> sources.addAll(part.wanted().keySet()));
        return sources;
    }

    /** Returns the number of samples in this turn that belong to the given source. */
    public int size(Source source) {
        return (int) parts.stream().mapToLong(part -> part.size(source)).sum();
    }

    /**
     * Returns the samples for the matching sources, keyed by source. A sample that several matching sources request is
     * listed only under the first of these sources.
     */
    public Map<Source, List<Sample>> share(Predicate<Source> selection) {
        Map<Source, List<Sample>> shares = new LinkedHashMap<>();
        parts.forEach(part -> part.share(selection, shares));
        return shares;
    }
}
