/** The publisher's .cfg files and the files that they refer to. */
package io.nephometer.publisher.mqtt.settings;
