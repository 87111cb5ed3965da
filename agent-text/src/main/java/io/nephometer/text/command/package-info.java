/** The commands of the agent, as the command line and the agent's shell describe them. */
package io.nephometer.text.command;
