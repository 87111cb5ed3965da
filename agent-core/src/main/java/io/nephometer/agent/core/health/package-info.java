/** What fails now and why, by component and aspect. */
package io.nephometer.agent.core.health;
