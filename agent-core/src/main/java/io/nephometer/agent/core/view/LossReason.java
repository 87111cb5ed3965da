package io.nephometer.agent.core.view;

import java.util.Locale;

/** Why samples that were read will not be delivered. */
public enum LossReason {
    /** The spool had reached its limit, and the oldest batch was dropped. */
    FULL,
    /** They waited longer than the spool's maximum age. */
    AGE,
    /** The file system had no space left, and the oldest batch was dropped. */
    DISK,
    /** The disk could not be written, and memory was full or the agent stopped. */
    MEMORY,
    /** Their file was damaged; it was moved to {@code quarantine/}. */
    DAMAGED,
    /** Their file was removed. With 0 samples: a range of numbers that may have been used. */
    MISSING,
    /** The receiver rejected them; the message is in {@code rejected/}. */
    REJECTED,
    /** The publisher did not encode them into a message. */
    UNENCODED,
    /** A transformer threw an exception or did not return. */
    UNTRANSFORMED,
    /** A plugin that the route needs was missing for too long. */
    UNHELD,
    /** An operator dropped them. */
    DROPPED;

    /** Returns the name that is shown and published. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
