package io.nephometer.agent.core.polling;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What does not work now. Says once that something began to fail, and once that it works again. */
public final class Troubles {

    /** Tells an operator. */
    @FunctionalInterface
    private interface Voice {
        void say(Level level, String message, Throwable trace);
    }

    private final Map<String, String> open = new ConcurrentHashMap<>();
    private final Voice voice;

    private Troubles(Voice voice) {
        this.voice = voice;
    }

    public static Troubles logged() {
        Logger log = System.getLogger("nephometer.agent");
        return new Troubles(log::log);
    }

    /** Says nothing: who asks sees them in {@link #all}. */
    public static Troubles silent() {
        return new Troubles((level, message, trace) -> {});
    }

    /** Something could not be done for a reason outside: one line. */
    public void began(String what, IOException reason) {
        String message = reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
        if (!message.equals(open.put(what, message))) {
            voice.say(Level.WARNING, what + ": " + message, null);
        }
    }

    /** A plugin is wrong: its author needs the trace, once. */
    public void began(String what, Throwable bug) {
        String message = bug.toString();
        if (!message.equals(open.put(what, message))) {
            voice.say(Level.ERROR, what + " failed: " + message, bug);
        }
    }

    public void over(String what) {
        if (open.remove(what) != null) {
            voice.say(Level.INFO, what + " works again", null);
        }
    }

    /** Nothing is known of it any more. */
    public void forget(String what) {
        open.remove(what);
    }

    /** What fails and why, sorted. */
    public SortedMap<String, String> all() {
        return new TreeMap<>(open);
    }

    public Optional<String> of(String what) {
        return Optional.ofNullable(open.get(what));
    }
}
