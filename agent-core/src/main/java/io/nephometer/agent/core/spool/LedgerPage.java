package io.nephometer.agent.core.spool;

/**
 * A ledger as it was at one time.
 *
 * @param generation grows with each writing
 */
record LedgerPage(Ledger ledger, long generation) {}
