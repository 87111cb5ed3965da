package io.nephometer.launcher;

import java.util.function.BooleanSupplier;

/** An orderly stop when the process gets SIGTERM or Ctrl-C. */
final class ShutdownHook {

    private final Thread hook;

    private ShutdownHook(Thread hook) {
        this.hook = hook;
    }

    /**
     * Installs the hook.
     *
     * @param stop stops the agent, and returns whether it stopped in order
     * @param status the exit status after an orderly stop; otherwise it is 1
     */
    static ShutdownHook by(BooleanSupplier stop, int status) {
        Thread hook = new Thread(() -> Runtime.getRuntime().halt(stop.getAsBoolean() ? status : 1), "nephometer-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return new ShutdownHook(hook);
    }

    /** Removes the hook, because the work has ended by itself. Does not return if the process is being ended. */
    void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) { // it runs already and ends the process
            awaitEnd();
        }
    }

    private void awaitEnd() {
        try {
            hook.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
