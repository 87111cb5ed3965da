package io.nephometer.agent.core.schedule;

import io.nephometer.agent.core.pipeline.Pipeline;
import io.nephometer.agent.core.plugin.Plugin;
import io.nephometer.agent.core.polling.PollsterJob;
import io.nephometer.agent.core.view.Source;
import io.nephometer.api.Meter;
import io.nephometer.api.Pollster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A plan that defines what is polled and when. The plan maps schedules to jobs and is computed from the pipeline and
 * the available pollsters.
 */
public record PollingPlan(SortedMap<Schedule, List<PollsterJob>> tasks) {

    public PollingPlan {
        tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
    }

    /**
     * Computes the polling plan for a pipeline.
     *
     * @param host the name of the host, which determines the phase of unaligned schedules
     */
    public static PollingPlan of(Pipeline pipeline, Collection<Plugin<Pollster>> pollsters, String host) {
        Map<String, Plugin<Pollster>> providers = providers(pollsters);
        SortedMap<Schedule, Map<PollsterJob.Key, Draft>> drafts = new TreeMap<>();
        for (Source source : pipeline.sources()) {
            Schedule schedule = Schedule.of(source.interval(), source.align(), host);
            Predicate<String> wanted = source.meters().compile();
            for (Plugin<Pollster> pollster : ordered(pollsters)) {
                Set<String> share = pollster.service().meters().stream()
                        .map(Meter::name)
                        .filter(name -> providers.get(name) == pollster)
                        .filter(wanted)
                        .collect(Collectors.toSet());
                if (!share.isEmpty()) {
                    Draft draft = new Draft(pollster, discovery(source, pollster), source.resources());
                    drafts.computeIfAbsent(schedule, key -> new LinkedHashMap<>())
                            .computeIfAbsent(draft.key(), key -> draft)
                            .shares
                            .put(source, share);
                }
            }
        }
        SortedMap<Schedule, List<PollsterJob>> tasks = new TreeMap<>();
        drafts.forEach((schedule, jobs) ->
                tasks.put(schedule, jobs.values().stream().map(Draft::job).toList()));
        return new PollingPlan(tasks);
    }

    /** Returns the jobs of all schedules. */
    public List<PollsterJob> jobs() {
        return tasks.values().stream().flatMap(List::stream).toList();
    }

    /**
     * Returns the pollster that provides each meter, keyed by meter name. If several pollsters offer a meter, the
     * pollster that comes first in {@link Plugin#PRECEDENCE} order provides the meter, and the other pollsters are on
     * standby.
     */
    static Map<String, Plugin<Pollster>> providers(Collection<Plugin<Pollster>> pollsters) {
        Map<String, Plugin<Pollster>> providers = new TreeMap<>();
        for (Plugin<Pollster> pollster : ordered(pollsters)) {
            pollster.service().meters().forEach(meter -> providers.putIfAbsent(meter.name(), pollster));
        }
        return providers;
    }

    /** Returns the available meters, sorted by name, each with the name of the pollster that provides it. */
    public static Map<Meter, String> meters(Collection<Plugin<Pollster>> pollsters) {
        Map<Meter, String> meters = new LinkedHashMap<>();
        providers(pollsters).forEach((name, provider) -> provider.service().meters().stream()
                .filter(meter -> meter.name().equals(name))
                .findFirst()
                .ifPresent(meter -> meters.put(meter, provider.name())));
        return meters;
    }

    private static List<Plugin<Pollster>> ordered(Collection<Plugin<Pollster>> pollsters) {
        return pollsters.stream().sorted(Plugin.PRECEDENCE).toList();
    }

    /**
     * Returns the source's discoveries if the source names resources or discoveries, and the pollster's default
     * discoveries otherwise.
     */
    private static List<String> discovery(Source source, Plugin<Pollster> pollster) {
        boolean own = !source.discovery().isEmpty() || !source.resources().isEmpty();
        boolean needsNone = pollster.service().discovery().isEmpty();
        return own && !needsNone
                ? source.discovery()
                : List.copyOf(pollster.service().discovery());
    }

    /** A job to which sources are still being added. */
    private record Draft(
            Plugin<Pollster> pollster,
            List<String> discovery,
            List<String> resources,
            Map<Source, Set<String>> shares) {

        Draft(Plugin<Pollster> pollster, List<String> discovery, List<String> resources) {
            this(
                    pollster,
                    discovery,
                    pollster.service().discovery().isEmpty() ? List.of() : resources,
                    new LinkedHashMap<>());
        }

        PollsterJob.Key key() {
            return new PollsterJob.Key(pollster.name(), discovery, resources);
        }

        PollsterJob job() {
            Set<String> names = shares.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
            List<Meter> derived = new ArrayList<>();
            Set<String> read = new HashSet<>();
            Map<String, Meter> declared = new HashMap<>();
            for (Meter meter : pollster.service().meters()) {
                declared.put(meter.name(), meter);
                if (names.contains(meter.name())) {
                    meter.formula()
                            .ifPresentOrElse(
                                    formula -> {
                                        derived.add(meter);
                                        read.addAll(formula.counters());
                                    },
                                    () -> read.add(meter.name()));
                }
            }
            return new PollsterJob(pollster, discovery, resources, read, declared, derived, shares);
        }
    }
}
