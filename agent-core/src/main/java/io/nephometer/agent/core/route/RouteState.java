package io.nephometer.agent.core.route;

import io.nephometer.agent.core.spool.SpoolState;
import java.util.Optional;

/**
 * How a route stands.
 *
 * @param inPipeline false for one whose spool is still here although the pipeline does not name it any more
 * @param offered whether a plugin offers its publisher now
 * @param opened whether it has one: else it waits for that plugin, for a setting, or for the opening to end
 * @param spool empty while it cannot be opened, or is closed
 * @param held samples that are in memory because a plugin or the spool is missing
 * @param trouble empty if there is none
 */
public record RouteState(
        String name,
        boolean inPipeline,
        boolean offered,
        boolean opened,
        Optional<SpoolState> spool,
        long held,
        String trouble) {

    /** Returns this state with that of its spool, which is closed. */
    public RouteState with(SpoolState found) {
        return new RouteState(name, inPipeline, offered, opened, Optional.of(found), held, trouble);
    }

    /** All samples that came to it since it was first used. */
    public long read() {
        return held + spool.map(SpoolState::read).orElse(0L);
    }

    public long delivered() {
        return spool.map(SpoolState::delivered).orElse(0L);
    }

    public long waiting() {
        return spool.map(SpoolState::waiting).orElse(0L);
    }

    public long inFlight() {
        return spool.map(SpoolState::inFlight).orElse(0L);
    }

    public long lost() {
        return spool.map(SpoolState::lostInAll).orElse(0L);
    }
}
