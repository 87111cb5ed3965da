/** Subscribes to the brokers and checks whether all messages that the agents sent have been received. */
package io.nephometer.audit;
