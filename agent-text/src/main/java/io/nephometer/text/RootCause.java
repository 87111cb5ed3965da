package io.nephometer.text;

/**
 * Finds the innermost cause of an exception. The innermost cause usually provides the best explanation of a failure.
 */
public final class RootCause {

    private static final int MOST_CAUSES = 20; // prevents an endless loop because causes can form a cycle

    private RootCause() {}

    /** Returns the innermost cause of an exception, or the exception itself if it has no cause. */
    public static Throwable of(Throwable thrown) {
        Throwable root = thrown;
        for (int i = 0; root.getCause() != null && i < MOST_CAUSES; i++) {
            root = root.getCause();
        }
        return root;
    }
}
