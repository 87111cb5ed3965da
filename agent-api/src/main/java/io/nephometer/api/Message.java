package io.nephometer.api;

/**
 * Bytes as they go out, and the topic they go to. The payload is not copied: its creator must not change it afterwards.
 *
 * @param samples how many it carries, so that each is accounted for whatever becomes of the message
 */
public record Message(String topic, byte[] payload, int samples) {}
