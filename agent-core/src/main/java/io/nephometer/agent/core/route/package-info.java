/** Routes: each is a publisher of a sink with its spool and its courier. */
package io.nephometer.agent.core.route;
