/** Records current failures and their reasons, by component and aspect. */
package io.nephometer.agent.core.health;
