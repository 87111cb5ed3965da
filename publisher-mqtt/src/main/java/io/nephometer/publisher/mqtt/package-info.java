/** The MQTT publisher, which opens a link for each route and delivers batches over MQTT 3.1.1. */
package io.nephometer.publisher.mqtt;
