package io.nephometer.agent.core.view;

import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.util.List;
import java.util.Map;

/**
 * The result of an on-demand poll, which is shown to the operator rather than published.
 *
 * @param samples the samples that the poll returned
 * @param resources the resources that the discoveries found for the poll
 * @param problems the failures that occurred during the poll, with their causes
 */
public record PollResult(List<Sample> samples, List<Resource> resources, Map<HealthKey, String> problems) {

    /** The result of a request for which nothing was polled. */
    public static final PollResult NONE = new PollResult(List.of(), List.of(), Map.of());

    public PollResult {
        samples = List.copyOf(samples);
        resources = List.copyOf(resources);
        problems = Map.copyOf(problems);
    }
}
