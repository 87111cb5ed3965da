package io.nephometer.publisher.mqtt.audit;

import java.util.List;

/**
 * What the audit wants to know of a sample document.
 *
 * @param content a checksum of all its bytes
 */
record Document(String host, String route, String epoch, long seq, int samples, List<Loss> losses, long content) {}
