package io.nephometer.agent.core.spool.ledger;

/**
 * A ledger as it was at one time.
 *
 * @param generation grows with each writing
 */
public record LedgerPage(Ledger ledger, long generation) {}
