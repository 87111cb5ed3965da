package io.nephometer.agent.core.view;

import java.time.Duration;
import java.util.List;

/**
 * A source in pipeline.yaml. A source defines which meters are polled, how often they are polled, and which sinks
 * receive the samples.
 *
 * @param align whether turns are due at whole multiples of the interval; if not, each host has its own phase
 * @param meters the patterns of the meters that the source polls
 * @param discovery the discoveries, written as {@code name} or {@code name://parameter}; if empty, the default
 *     discoveries of each pollster are used
 * @param resources the IDs of static resources
 * @param sinks the names of the sinks that receive the samples
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
