package io.nephometer.format;

/**
 * An encoded message without its topic. The bytes are not copied and must not be changed afterwards.
 *
 * @param samples the number of samples in the payload; the agent uses this number to account for every sample
 */
public record Payload(byte[] bytes, int samples) {}
