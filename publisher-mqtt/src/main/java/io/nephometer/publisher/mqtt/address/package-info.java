/** The destination of samples: the publisher URL and the topics. */
package io.nephometer.publisher.mqtt.address;
