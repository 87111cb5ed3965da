package io.nephometer.audit;

import java.util.Optional;

/**
 * A loss of samples that the agent itself has reported.
 *
 * @param numbers the numbers of the lost documents, or empty if the samples were lost before they were added to a
 *     document
 */
record ReportedLoss(String route, String reason, long samples, Optional<RangeSet.Range> numbers) {

    static final String METER = "agent.samples.lost";
}
