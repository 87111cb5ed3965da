package io.nephometer.agent.core.view;

import io.nephometer.agent.core.pipeline.Source;
import io.nephometer.api.Sample;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Who looks at the samples as each turn hands them over. While nobody does it costs a polling thread one look. */
public final class Taps {

    private static final Logger LOG = System.getLogger("nephometer.agent");

    private final List<Tap> open = new CopyOnWriteArrayList<>();

    /** @param meters names of those to see */
    public Tap open(Predicate<String> meters) {
        Tap tap = new Tap(this, meters);
        open.add(tap);
        return tap;
    }

    public boolean has(Tap tap) {
        return open.contains(tap);
    }

    public void close(Tap tap) {
        open.remove(tap);
    }

    /** Nothing passes any more. */
    public void close() {
        open.clear();
    }

    /** Called on polling threads: neither waits nor throws. */
    public void accept(Map<Source, List<Sample>> turns) {
        for (Tap tap : open) {
            try {
                tap.offer(turns);
            } catch (RuntimeException bug) { // looking must not cost what is delivered after it
                LOG.log(Level.ERROR, "a tap failed and is closed: " + bug, bug);
                close(tap);
            }
        }
    }
}
