package io.nephometer.agent.core.view;

import java.util.Optional;

/**
 * The state of a route.
 *
 * @param inPipeline false if the pipeline no longer names the route, but its spool still exists
 * @param offered whether plugins offer its publisher and its format now
 * @param opened whether its publisher is open: if not, the route waits for a plugin, for a setting, or for the opening
 *     to end
 * @param spool empty while the spool is closed or cannot be opened
 * @param held the number of samples in memory because a plugin or the spool is missing
 * @param trouble what is wrong; empty if nothing is
 */
public record RouteState(
        String name,
        boolean inPipeline,
        boolean offered,
        boolean opened,
        Optional<SpoolState> spool,
        long held,
        String trouble) {

    /** Returns this state with the given state of the closed spool. */
    public RouteState with(SpoolState found) {
        return new RouteState(name, inPipeline, offered, opened, Optional.of(found), held, trouble);
    }

    /** Returns the number of samples that the route received since it was first used. */
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
