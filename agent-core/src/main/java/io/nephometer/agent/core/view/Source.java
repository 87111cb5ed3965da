package io.nephometer.agent.core.view;

import java.time.Duration;
import java.util.List;

/**
 * A source of pipeline.yaml: which meters are polled, how often, and to which sinks the samples go.
 *
 * @param align whether turns are due at whole multiples of the interval instead of at a phase of each host's own
 * @param discovery discoveries, as {@code name} or {@code name://parameter}; if empty, each pollster's default ones
 * @param resources ids of static resources
 * @param sinks names of sinks of the pipeline
 */
public record Source(
        String name,
        Duration interval,
        boolean align,
        MeterPatterns meters,
        List<String> discovery,
        List<String> resources,
        List<String> sinks) {

    public Source {
        discovery = List.copyOf(discovery);
        resources = List.copyOf(resources);
        sinks = List.copyOf(sinks);
    }
}
