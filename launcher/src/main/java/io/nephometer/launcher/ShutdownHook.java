package io.nephometer.launcher;

import java.util.function.BooleanSupplier;

/** A hook that stops the agent in an orderly way when the process receives SIGTERM or Ctrl-C. */
final class ShutdownHook {

    private final Thread hook;

    private ShutdownHook(Thread hook) {
        this.hook = hook;
    }

    /**
     * Installs a hook that stops the agent and then ends the process.
     *
     * @param stop a function that stops the agent and returns whether the stop was orderly
     * @param status the exit status after an orderly stop; otherwise, the exit status is 1
     */
    static ShutdownHook by(BooleanSupplier stop, int status) {
        Thread hook = new Thread(() -> Runtime.getRuntime().halt(stop.getAsBoolean() ? status : 1), "nephometer-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return new ShutdownHook(hook);
    }

    /**
     * Removes the hook after the command has ended on its own. If the hook is already running, this method does not
     * return because the hook ends the process.
     */
    void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) { // the hook is already running and ends the process
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
