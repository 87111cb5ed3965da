/** Checks, by subscribing to the brokers, whether all messages that the agents sent have been received. */
package io.nephometer.audit;
