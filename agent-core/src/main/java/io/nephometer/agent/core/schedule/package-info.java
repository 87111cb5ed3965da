/** The polling plan, its schedules and their timers. */
package io.nephometer.agent.core.schedule;
