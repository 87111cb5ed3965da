/** The agent's commands and their help texts, which the command line and the agent's shell share. */
package io.nephometer.text.command;
