package io.nephometer.agent.core.view;

import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.util.List;
import java.util.Map;

/**
 * What was polled once, for somebody to look at; nothing of it is published.
 *
 * @param resources that were found to be asked for
 * @param troubles met by it
 */
public record PollResult(List<Sample> samples, List<Resource> resources, Map<HealthKey, String> troubles) {

    /** Nothing was asked. */
    public static final PollResult NONE = new PollResult(List.of(), List.of(), Map.of());

    public PollResult {
        samples = List.copyOf(samples);
        resources = List.copyOf(resources);
        troubles = Map.copyOf(troubles);
    }
}
