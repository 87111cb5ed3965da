package io.nephometer.api;

/**
 * An encoded message and its topic. The payload is not copied and must not be changed afterwards.
 *
 * @param samples the number of samples in the message; the agent uses this number to account for every sample
 */
public record Message(String topic, byte[] payload, int samples) {}
