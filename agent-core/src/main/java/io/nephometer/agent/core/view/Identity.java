package io.nephometer.agent.core.view;

import java.time.Instant;

/**
 * The identity of this agent, which each message carries.
 *
 * @param host the name of the host
 * @param epoch identifies one run of the agent: it is different after each start
 */
public record Identity(String host, String epoch, String version, Instant started) {}
