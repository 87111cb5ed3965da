package io.nephometer.agent.core.view;

import java.time.Instant;

/**
 * The agent's identity, which is included in each message.
 *
 * @param host the name of the host
 * @param epoch the identifier of the current run of the agent; each start of the agent creates a new identifier
 */
public record Identity(String host, String epoch, String version, Instant started) {}
