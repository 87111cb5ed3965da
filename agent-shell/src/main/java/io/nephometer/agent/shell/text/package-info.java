/** Formats the agent's state and samples as text for people or as JSON. */
package io.nephometer.agent.shell.text;
