package io.nephometer.agent.core.delivery;

/**
 * How a route stands; numbers are of samples since the agent's start, but for those waiting, which may be older.
 *
 * @param offered whether a plugin offers its publisher now
 * @param trouble empty if there is none
 */
public record RouteState(
        String name,
        long accepted,
        long delivered,
        long waiting,
        long waitingBytes,
        long lost,
        boolean offered,
        String trouble) {}
