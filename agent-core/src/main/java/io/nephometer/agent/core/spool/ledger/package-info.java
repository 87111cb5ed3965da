/** The ledger of a route, which records how many samples were read, delivered and lost, and how many are waiting. */
package io.nephometer.agent.core.spool.ledger;
