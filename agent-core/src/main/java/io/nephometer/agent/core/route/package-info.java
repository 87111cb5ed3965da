/** A publisher of a sink with its spool and its sender. */
package io.nephometer.agent.core.route;
