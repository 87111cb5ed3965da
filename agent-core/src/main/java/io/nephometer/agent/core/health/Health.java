package io.nephometer.agent.core.health;

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

/** What does not work now, and why. Logs once that something began to fail, and once that it works again. */
public final class Health {

    /** Where changes are logged. */
    @FunctionalInterface
    private interface Log {
        void write(Level level, String message, Throwable trace);
    }

    /** Something under way, asked whenever somebody looks; never logged. */
    public interface Watched {

        HealthKey key();

        /** Empty while nothing is wrong with it. */
        Optional<String> trouble();
    }

    private final Map<HealthKey, String> failing = new ConcurrentHashMap<>();
    private final Set<Watched> watched;
    private final Log log;

    private Health(Set<Watched> watched, Log log) {
        this.watched = watched;
        this.log = log;
    }

    public static Health logged() {
        Logger logger = System.getLogger("nephometer.agent");
        return new Health(ConcurrentHashMap.newKeySet(), logger::log);
    }

    /** Logs nothing: {@link #all} has everything. */
    public static Health silent() {
        return new Health(ConcurrentHashMap.newKeySet(), (level, message, trace) -> {});
    }

    /** Returns one that keeps failures to itself, while what it watches is shown by both. */
    public Health apart() {
        return new Health(watched, (level, message, trace) -> {});
    }

    public void watch(Watched what) {
        watched.add(what);
    }

    public void unwatch(Watched what) {
        watched.remove(what);
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
        watched.removeIf(what -> gone.test(what.key()));
    }

    /** What fails and why, sorted. */
    public SortedMap<HealthKey, String> all() {
        SortedMap<HealthKey, String> all = new TreeMap<>(failing);
        watched.forEach(what -> what.trouble().ifPresent(why -> all.put(what.key(), why)));
        return all;
    }

    public Optional<String> of(HealthKey what) {
        return Optional.ofNullable(all().get(what));
    }
}
