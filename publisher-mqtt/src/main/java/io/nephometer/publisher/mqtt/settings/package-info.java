/** The .cfg files of the publisher, and the files that they name. */
package io.nephometer.publisher.mqtt.settings;
