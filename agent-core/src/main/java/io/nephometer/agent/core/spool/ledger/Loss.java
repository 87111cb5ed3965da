package io.nephometer.agent.core.spool.ledger;

import java.time.Instant;

/**
 * Samples that are lost, and the messages that they were in.
 *
 * @param first number of the first message; 0 if what was lost never had a number
 * @param last number of the last one; what is between them may have been delivered
 * @param toldIn number of the message that tells the consumer; 0 while none does
 */
public record Loss(LossReason reason, long samples, long first, long last, Instant since, Instant until, long toldIn) {

    boolean isTold() {
        return toldIn > 0;
    }

    boolean isNumbered() {
        return first > 0;
    }

    public Loss toldIn(long message) {
        return new Loss(reason, samples, first, last, since, until, message);
    }

    /** Whether the other one goes on where this one ends. */
    boolean meets(Loss later) {
        return reason == later.reason
                && toldIn == later.toldIn
                && isNumbered() == later.isNumbered()
                && samples > 0 == later.samples > 0 // numbers that may never have been used stay apart
                && (!isNumbered() || later.first == last + 1);
    }

    /** Whether the other one may be this one, or a part of it. */
    boolean overlaps(Loss other) {
        return reason == other.reason
                && isNumbered() == other.isNumbered()
                && first <= other.last
                && other.first <= last;
    }

    /** Both as one. */
    Loss with(Loss other) {
        return new Loss(
                reason,
                samples + other.samples,
                isNumbered() && other.isNumbered() ? Math.min(first, other.first) : Math.max(first, other.first),
                Math.max(last, other.last),
                since.isBefore(other.since) ? since : other.since,
                until.isAfter(other.until) ? until : other.until,
                toldIn);
    }
}
