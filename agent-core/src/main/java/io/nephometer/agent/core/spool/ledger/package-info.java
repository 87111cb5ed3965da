/** A route's accounts: what was read, delivered, waits or is lost. */
package io.nephometer.agent.core.spool.ledger;
