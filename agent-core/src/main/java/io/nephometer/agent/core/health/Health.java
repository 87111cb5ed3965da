package io.nephometer.agent.core.health;

import io.nephometer.agent.core.view.HealthKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Records the current failures and their reasons. Logs each failure once when it begins and once when it ends.
 * Thread-safe.
 */
public final class Health {

    /** Receives log messages. */
    @FunctionalInterface
    private interface Log {
        void write(Level level, String message, Throwable trace);
    }

    /**
     * A component whose state is queried each time the agent's status is shown. Problems with watched components are
     * never logged.
     */
    public interface Watched {

        HealthKey key();

        /** Returns a description of the component's problem, or empty if there is none. */
        Optional<String> problem();
    }

    private final Map<HealthKey, String> failing = new ConcurrentHashMap<>();
    private final Set<Watched> watched;
    private final Log log;

    private Health(Set<Watched> watched, Log log) {
        this.watched = watched;
        this.log = log;
    }

    /** Creates a health record that logs when failures begin and end. */
    public static Health logged() {
        Logger logger = System.getLogger("nephometer.agent");
        return new Health(ConcurrentHashMap.newKeySet(), logger::log);
    }

    /** Creates a health record that can be queried with {@link #all} but does not log failures. */
    public static Health silent() {
        return new Health(ConcurrentHashMap.newKeySet(), (level, message, trace) -> {});
    }

    /**
     * Creates a health record that shares this record's watched components but records failures separately, without
     * logging them.
     */
    public Health apart() {
        return new Health(watched, (level, message, trace) -> {});
    }

    public void watch(Watched component) {
        watched.add(component);
    }

    public void unwatch(Watched component) {
        watched.remove(component);
    }

    /**
     * Records that a component is failing for a reason external to the program. Logs the failure once, and again
     * whenever the reason changes.
     */
    public void failed(HealthKey component, IOException reason) {
        String text = reason.getMessage();
        String message = text == null || text.isBlank() ? reason.getClass().getSimpleName() : text;
        if (!message.equals(failing.put(component, message))) {
            log.write(Level.WARNING, component + ": " + message, null);
        }
    }

    /**
     * Records that a component is failing because of a bug in the agent or in a plugin. Logs the stack trace once, so
     * that the bug can be located.
     */
    public void failed(HealthKey component, Throwable bug) {
        String message = bug.toString();
        if (!message.equals(failing.put(component, message))) {
            log.write(Level.ERROR, component + " failed: " + message, bug);
        }
    }

    /** Records that a component is working. */
    public void recovered(HealthKey component) {
        if (failing.remove(component) != null) {
            log.write(Level.INFO, component + " works again", null);
        }
    }

    /** Removes all entries for a component that no longer exists. */
    public void forget(HealthKey component) {
        forget(key -> key.kind() == component.kind() && key.name().equals(component.name()));
    }

    /** Removes all failures and watched components whose keys match a predicate. */
    public void forget(Predicate<HealthKey> removed) {
        failing.keySet().removeIf(removed);
        watched.removeIf(component -> removed.test(component.key()));
    }

    /** Returns all current failures and their reasons, sorted by component. */
    public SortedMap<HealthKey, String> all() {
        SortedMap<HealthKey, String> all = new TreeMap<>(failing);
        watched.forEach(component -> component.problem().ifPresent(why -> all.put(component.key(), why)));
        return all;
    }

    /** Returns the reason why a component is failing, or empty if the component is working. */
    public Optional<String> of(HealthKey component) {
        return Optional.ofNullable(all().get(component));
    }
}
