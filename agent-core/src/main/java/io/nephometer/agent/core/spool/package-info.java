/** A route's queue on disk. */
package io.nephometer.agent.core.spool;
