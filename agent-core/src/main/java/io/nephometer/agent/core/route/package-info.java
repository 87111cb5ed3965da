/** Implements routes. Each route combines one publisher of a sink with a spool and a courier. */
package io.nephometer.agent.core.route;
