package io.nephometer.api;

/**
 * An encoded message and its topic. The payload is not copied and must not be changed afterwards.
 *
 * @param samples the number of samples in it, which the agent accounts for
 */
public record Message(String topic, byte[] payload, int samples) {}
