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

/** What fails now, and why. Logs a failure once when it begins, and once when it is over. Thread-safe. */
public final class Health {

    /** Receives the log lines. */
    @FunctionalInterface
    private interface Log {
        void write(Level level, String message, Throwable trace);
    }

    /** Something that may be failing and is asked for its state each time the state is shown. It is never logged. */
    public interface Watched {

        HealthKey key();

        /** Returns what is wrong with it, if anything. */
        Optional<String> problem();
    }

    private final Map<HealthKey, String> failing = new ConcurrentHashMap<>();
    private final Set<Watched> watched;
    private final Log log;

    private Health(Set<Watched> watched, Log log) {
        this.watched = watched;
        this.log = log;
    }

    /** Returns a health that logs changes. */
    public static Health logged() {
        Logger logger = System.getLogger("nephometer.agent");
        return new Health(ConcurrentHashMap.newKeySet(), logger::log);
    }

    /** Returns a health that logs nothing; {@link #all} contains all failures. */
    public static Health silent() {
        return new Health(ConcurrentHashMap.newKeySet(), (level, message, trace) -> {});
    }

    /** Returns a silent health with its own failures. It shares what is watched with this one. */
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
     * Records that a component fails for a reason outside the program. Logs one line, and another one when the reason
     * changes.
     */
    public void failed(HealthKey component, IOException reason) {
        String message = reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
        if (!message.equals(failing.put(component, message))) {
            log.write(Level.WARNING, component + ": " + message, null);
        }
    }

    /**
     * Records that a component fails because of a bug in a plugin. Logs the stack trace once, for the plugin's author.
     */
    public void failed(HealthKey component, Throwable bug) {
        String message = bug.toString();
        if (!message.equals(failing.put(component, message))) {
            log.write(Level.ERROR, component + " failed: " + message, bug);
        }
    }

    /** Records that a component works. */
    public void recovered(HealthKey component) {
        if (failing.remove(component) != null) {
            log.write(Level.INFO, component + " works again", null);
        }
    }

    /** Removes all aspects of a component that no longer exists. */
    public void forget(HealthKey component) {
        forget(key -> key.kind() == component.kind() && key.name().equals(component.name()));
    }

    /** Removes all matching components and aspects. */
    public void forget(Predicate<HealthKey> removed) {
        failing.keySet().removeIf(removed);
        watched.removeIf(component -> removed.test(component.key()));
    }

    /** Returns what fails and why, sorted. */
    public SortedMap<HealthKey, String> all() {
        SortedMap<HealthKey, String> all = new TreeMap<>(failing);
        watched.forEach(component -> component.problem().ifPresent(why -> all.put(component.key(), why)));
        return all;
    }

    /** Returns why a component fails; empty if it works. */
    public Optional<String> of(HealthKey component) {
        return Optional.ofNullable(all().get(component));
    }
}
