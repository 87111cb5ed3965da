package io.nephometer.agent.core.view;

import java.time.Instant;

/**
 * The agent's identity, which is included in each message.
 *
 * @param host the name of the host
 * @param epoch the identifier of the agent's current run; a new identifier is created each time the agent starts
 */
public record Identity(String host, String epoch, String version, Instant started) {}
