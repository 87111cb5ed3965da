/** What was heard of an agent's samples, and whether it is all that was sent. */
package io.nephometer.publisher.mqtt.audit;
