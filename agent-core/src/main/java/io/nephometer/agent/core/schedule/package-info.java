/** When what is polled: the polling plan, its schedules and their timers. */
package io.nephometer.agent.core.schedule;
