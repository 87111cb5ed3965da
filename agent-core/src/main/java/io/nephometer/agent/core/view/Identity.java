package io.nephometer.agent.core.view;

import java.time.Instant;

/**
 * The identity of this agent, which is included in each message.
 *
 * @param host the name of the host
 * @param epoch the identifier of this run of the agent, which differs after each start
 */
public record Identity(String host, String epoch, String version, Instant started) {}
