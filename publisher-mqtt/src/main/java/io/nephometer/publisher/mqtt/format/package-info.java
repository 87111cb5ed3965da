/** How a batch becomes messages: JSON documents, Ceilometer's signed lists, gzip. */
package io.nephometer.publisher.mqtt.format;
