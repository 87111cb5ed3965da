/** Publishes samples as JSON documents over MQTT 3.1.1. */
package io.nephometer.publisher.mqtt;
