/** The shell's commands, their arguments and their completion. */
package io.nephometer.agent.shell;
