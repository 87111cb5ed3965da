package io.nephometer.agent.core.route;

import io.nephometer.agent.core.spool.Spool;
import io.nephometer.agent.core.spool.ledger.Loss;
import io.nephometer.api.Batch;
import io.nephometer.api.Moment;
import io.nephometer.api.Origin;
import io.nephometer.api.Sample;
import java.util.List;

/**
 * Reports losses to a route's receiver by appending samples of the {@code agent.samples.lost} meter to the route's own
 * spool.
 */
final class LossReports {

    private LossReports() {}

    /**
     * Returns a step that appends a report of all unreported losses to the spool. If there are no unreported losses,
     * the step does nothing.
     */
    static SerialSteps.Step step(SerialSteps steps, PublisherHandle publisher, Spool spool, Origin origin) {
        return done -> {
            List<Loss> unreported = spool.unreportedLosses();
            Moment now = spool.now();
            List<Sample> samples = unreported.stream()
                    .map(loss -> LossSample.of(loss, origin.host(), origin.route(), now))
                    .toList();
            if (samples.isEmpty()) {
                done.run();
                return;
            }
            publisher
                    .encodeReport(new Batch(LossSample.SOURCE, spool.next(), samples))
                    .whenComplete((messages, bug) -> steps.run(
                            false,
                            () -> messages.filter(some -> !some.isEmpty())
                                    .ifPresent(some -> spool.reportLosses(unreported, some)),
                            done));
        };
    }
}
