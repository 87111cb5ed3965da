package io.nephometer.agent.core.spool.ledger;

import io.nephometer.agent.core.view.LossReason;
import java.time.Instant;

/**
 * A number of lost samples and the range of messages that contained them.
 *
 * @param first the number of the first message, or 0 if the samples never became part of a message
 * @param last the number of the last message; some messages within the range may have been delivered
 * @param reportedIn the number of the message that reports the loss to the receiver, or 0 if no message reports the
 *     loss yet
 */
public record Loss(
        LossReason reason, long samples, long first, long last, Instant since, Instant until, long reportedIn) {

    boolean isReported() {
        return reportedIn > 0;
    }

    boolean isNumbered() {
        return first > 0;
    }

    public Loss reportedIn(long message) {
        return new Loss(reason, samples, first, last, since, until, message);
    }

    /** Returns whether the given loss continues this loss and can be merged with it. */
    boolean meets(Loss later) {
        return reason == later.reason
                && reportedIn == later.reportedIn
                && isNumbered() == later.isNumbered()
                && samples > 0 == later.samples > 0 // numbers that may never have been used are kept separate
                && (!isNumbered() || later.first == last + 1);
    }

    /** Returns whether this loss and the given loss may have samples in common. */
    boolean overlaps(Loss other) {
        return reason == other.reason
                && isNumbered() == other.isNumbered()
                && first <= other.last
                && other.first <= last;
    }

    /** Returns a loss that combines this loss and the given loss. */
    Loss with(Loss other) {
        return new Loss(
                reason,
                samples + other.samples,
                isNumbered() && other.isNumbered() ? Math.min(first, other.first) : Math.max(first, other.first),
                Math.max(last, other.last),
                since.isBefore(other.since) ? since : other.since,
                until.isAfter(other.until) ? until : other.until,
                reportedIn);
    }
}
