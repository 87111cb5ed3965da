/** Polls meters on request, independently of the schedule. */
package io.nephometer.agent.core.trial;
