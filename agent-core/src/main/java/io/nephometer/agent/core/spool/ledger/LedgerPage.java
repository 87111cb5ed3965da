package io.nephometer.agent.core.spool.ledger;

/**
 * A ledger as written to disk.
 *
 * @param generation a number that increases with each write
 */
public record LedgerPage(Ledger ledger, long generation) {}
