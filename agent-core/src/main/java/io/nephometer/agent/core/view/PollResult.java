package io.nephometer.agent.core.view;

import io.nephometer.agent.core.health.HealthKey;
import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.agent.core.polling.Poller;
import io.nephometer.agent.core.schedule.PollingPlan;
import io.nephometer.api.Resource;
import io.nephometer.api.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /**
     * Polls on the calling thread.
     *
     * @param again after so long, for derived meters; the second turn's samples count
     */
    public static List<Sample> poll(Poller poller, PollingPlan plan, Optional<Duration> again)
            throws InterruptedException {
        Map<Source, List<Sample>> samples = poller.once(plan.jobs());
        if (again.isPresent()) {
            Thread.sleep(again.get().toMillis());
            samples = poller.once(plan.jobs());
        }
        return samples.values().stream().flatMap(List::stream).distinct().toList();
    }
}
