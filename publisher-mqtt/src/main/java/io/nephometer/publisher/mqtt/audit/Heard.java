package io.nephometer.publisher.mqtt.audit;

/** A message as it came from a broker. The payload is not copied. */
public record Heard(String topic, byte[] payload) {}
