/** Polls once on request, outside the schedule. */
package io.nephometer.agent.core.trial;
