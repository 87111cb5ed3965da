package io.nephometer.audit;

/** A message as received from a broker. The payload is not copied. */
record ReceivedMessage(String topic, byte[] payload) {}
