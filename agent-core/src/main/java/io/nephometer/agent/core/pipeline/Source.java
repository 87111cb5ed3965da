package io.nephometer.agent.core.pipeline;

import java.time.Duration;
import java.util.List;

/**
 * Which meters are polled how often, and to which sinks they go.
 *
 * @param align its turns lie on whole multiples of the interval, instead of each host's own offset from them
 * @param discovery names of discoveries, each with {@code ://parameter} where it has one; empty: each pollster's own
 * @param resources static resources' ids
 * @param sinks names, each of a sink of the pipeline
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
