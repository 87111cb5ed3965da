package io.nephometer.api;

/**
 * An encoded message and its topic. The payload is not copied and must not be changed afterwards.
 *
 * @param samples the number of samples in the message, which the agent uses for its accounts
 */
public record Message(String topic, byte[] payload, int samples) {}
