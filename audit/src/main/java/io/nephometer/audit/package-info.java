/** Proves from what a subscriber receives whether it is all that the agents sent. */
package io.nephometer.audit;
