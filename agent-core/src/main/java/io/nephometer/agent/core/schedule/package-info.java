/** Contains the polling plan, its schedules, and the timers that run them. */
package io.nephometer.agent.core.schedule;
