/** The ledger of a route: how many samples were read, are delivered, wait or are lost. */
package io.nephometer.agent.core.spool.ledger;
