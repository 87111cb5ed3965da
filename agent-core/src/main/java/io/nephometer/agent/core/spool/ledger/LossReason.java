package io.nephometer.agent.core.spool.ledger;

import java.util.Locale;

/** Why samples that were read are never delivered. */
public enum LossReason {
    /** The spool had reached its bound, and the oldest went. */
    FULL,
    /** They waited longer than the spool keeps them. */
    AGE,
    /** The file system had no space left, and the oldest went. */
    DISK,
    /** The disk took nothing, and memory was full or the agent ended. */
    MEMORY,
    /** Their file was not what had been written; it lies in {@code quarantine/}. */
    DAMAGED,
    /** Their file was removed; with 0 samples: numbers of which nobody knows what they were used for. */
    MISSING,
    /** The receiver refused them; the message lies in {@code rejected/}. */
    REJECTED,
    /** The publisher did not make a message of them. */
    UNENCODED,
    /** A transformer threw on them, or did not return. */
    UNTRANSFORMED,
    /** A plugin that the route needs was away for too long. */
    UNHELD,
    /** An operator dropped them. */
    DROPPED;

    /** As it is shown and published. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
