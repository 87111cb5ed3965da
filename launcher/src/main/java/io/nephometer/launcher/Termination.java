package io.nephometer.launcher;

import java.util.function.BooleanSupplier;

/** What is done when the process is told to end (SIGTERM, Ctrl-C): an orderly stop. */
final class Termination {

    private final Thread hook;

    private Termination(Thread hook) {
        this.hook = hook;
    }

    /**
     * @param stop says whether it could stop in order
     * @param status the exit status if it could
     */
    static Termination by(BooleanSupplier stop, int status) {
        Thread hook = new Thread(() -> Runtime.getRuntime().halt(stop.getAsBoolean() ? status : 1), "nephometer-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Termination(hook);
    }

    /** The work ended by itself; does not return if the process was told to end. */
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
