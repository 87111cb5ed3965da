/** The connection to a broker: sockets, the in-flight window, pings, and explanations of why a connection ended. */
package io.nephometer.publisher.mqtt.link;
