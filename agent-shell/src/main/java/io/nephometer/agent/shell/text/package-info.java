/** Formats the agent's state and samples as text for people and as JSON. */
package io.nephometer.agent.shell.text;
