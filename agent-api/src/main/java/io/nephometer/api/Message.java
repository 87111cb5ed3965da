package io.nephometer.api;

/** Bytes as they go out, and the topic they go to. The payload is not copied: whoever makes one gives it away. */
public record Message(String topic, byte[] payload) {}
