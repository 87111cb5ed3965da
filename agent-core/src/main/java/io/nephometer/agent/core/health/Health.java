package io.nephometer.agent.core.health;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What does not work now, and why. Logs once that something began to fail, and once that it works again. */
public final class Health {

    /** Where changes are logged. */
    @FunctionalInterface
    private interface Log {
        void write(Level level, String message, Throwable trace);
    }

    private final Map<HealthKey, String> failing = new ConcurrentHashMap<>();
    private final Log log;

    private Health(Log log) {
        this.log = log;
    }

    public static Health logged() {
        Logger logger = System.getLogger("nephometer.agent");
        return new Health(logger::log);
    }

    /** Logs nothing: {@link #all} has everything. */
    public static Health silent() {
        return new Health((level, message, trace) -> {});
    }

    /** It fails for a reason outside the program: one line in the log, and another when the reason changes. */
    public void failed(HealthKey what, IOException reason) {
        String message = reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
        if (!message.equals(failing.put(what, message))) {
            log.write(Level.WARNING, what + ": " + message, null);
        }
    }

    /** It fails because a plugin is wrong: its author needs the trace, once. */
    public void failed(HealthKey what, Throwable bug) {
        String message = bug.toString();
        if (!message.equals(failing.put(what, message))) {
            log.write(Level.ERROR, what + " failed: " + message, bug);
        }
    }

    public void recovered(HealthKey what) {
        if (failing.remove(what) != null) {
            log.write(Level.INFO, what + " works again", null);
        }
    }

    /** Removes all aspects of a component that no longer exists. */
    public void forget(HealthKey component) {
        forget(key -> key.kind() == component.kind() && key.name().equals(component.name()));
    }

    /** Removes those that match. */
    public void forget(Predicate<HealthKey> gone) {
        failing.keySet().removeIf(gone);
    }

    /** What fails and why, sorted. */
    public SortedMap<HealthKey, String> all() {
        return new TreeMap<>(failing);
    }

    public Optional<String> of(HealthKey what) {
        return Optional.ofNullable(failing.get(what));
    }
}
