package io.nephometer.agent.core.view;

import java.util.Optional;

/**
 * The state of a route.
 *
 * @param inPipeline whether the pipeline contains the route; if not, the route still exists because it has a spool
 * @param offered whether plugins currently offer the route's publisher and format
 * @param opened whether the route's publisher is open; if not, the route waits for a plugin, for a setting, or for the
 *     publisher to finish opening
 * @param spool the state of the spool, or empty while the spool is closed or cannot be opened
 * @param held the number of samples held in memory because a plugin or the spool is unavailable
 * @param trouble a description of the route's problem, or empty if there is none
 */
public record RouteState(
        String name,
        boolean inPipeline,
        boolean offered,
        boolean opened,
        Optional<SpoolState> spool,
        long held,
        String trouble) {

    /** Returns a copy of this state that contains the given state of the closed spool. */
    public RouteState with(SpoolState found) {
        return new RouteState(name, inPipeline, offered, opened, Optional.of(found), held, trouble);
    }

    /** Returns the number of samples that the route has received since it was first used. */
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
