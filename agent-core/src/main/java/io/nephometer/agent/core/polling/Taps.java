package io.nephometer.agent.core.polling;

import io.nephometer.agent.core.view.Tap;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The open taps. Passes the samples of each tick to them; without a tap this costs a polling thread next to nothing.
 */
public final class Taps {

    private static final Logger LOG = System.getLogger("nephometer.agent");

    private final List<BoundedTap> open = new CopyOnWriteArrayList<>();

    /** @param meters selects the meters to show, by name */
    public Tap open(Predicate<String> meters) {
        BoundedTap tap = new BoundedTap(this, meters);
        open.add(tap);
        return tap;
    }

    public boolean has(Tap tap) {
        return open.contains(tap);
    }

    void close(Tap tap) {
        open.remove(tap);
    }

    /** Closes all taps. */
    public void close() {
        open.clear();
    }

    /** Passes the samples of a turn to all taps. Called on polling threads: does not block and does not throw. */
    public void accept(Tick tick) {
        for (BoundedTap tap : open) {
            try {
                tap.offer(tick);
            } catch (RuntimeException bug) { // a failing tap must not stop the delivery of these samples
                LOG.log(Level.ERROR, "a tap failed and is closed: " + bug, bug);
                close(tap);
            }
        }
    }
}
