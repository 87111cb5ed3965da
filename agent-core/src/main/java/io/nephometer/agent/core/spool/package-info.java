/** Implements the spool, a route's queue of batches on disk. */
package io.nephometer.agent.core.spool;
