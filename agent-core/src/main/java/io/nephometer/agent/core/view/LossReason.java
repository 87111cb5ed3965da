package io.nephometer.agent.core.view;

import java.util.Locale;

/** The reason why samples that were read will not be delivered. */
public enum LossReason {
    /** The spool reached its limit, and the oldest batch was dropped. */
    FULL,
    /** The samples exceeded the spool's maximum age. */
    AGE,
    /** The file system had no space left, and the oldest batch was dropped. */
    DISK,
    /** The samples could not be written to disk, and memory was full or the agent stopped. */
    MEMORY,
    /** The file that contained the samples was damaged and was moved to {@code quarantine/}. */
    DAMAGED,
    /**
     * The file that contained the samples was removed. A loss of 0 samples denotes a range of message numbers that may
     * already have been used.
     */
    MISSING,
    /** The receiver rejected the message that contained the samples; the message is stored in {@code rejected/}. */
    REJECTED,
    /** The publisher did not encode the samples into a message. */
    UNENCODED,
    /** A transformer threw an exception or did not return. */
    UNTRANSFORMED,
    /** A plugin that the route needs was missing for too long. */
    UNHELD,
    /** An operator dropped the samples. */
    DROPPED;

    /** Returns the name of the reason, as shown to operators and published in messages. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
