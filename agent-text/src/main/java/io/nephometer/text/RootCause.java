package io.nephometer.text;

/** Finds the innermost cause of an exception, which usually explains the failure best. */
public final class RootCause {

    private static final int MOST_CAUSES = 20; // a limit, because causes can form a cycle

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
