/** What does not work now, by component and aspect. */
package io.nephometer.agent.core.health;
