/** Verifies from the messages that a subscriber receives whether these are all that the agents sent. */
package io.nephometer.audit;
