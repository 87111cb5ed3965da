/** What is polled when: the plan, its intervals and their timers. */
package io.nephometer.agent.core.schedule;
