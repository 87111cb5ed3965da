package io.nephometer.agent.core.spool.ledger;

/**
 * A ledger as it was written.
 *
 * @param generation increases with each write
 */
public record LedgerPage(Ledger ledger, long generation) {}
