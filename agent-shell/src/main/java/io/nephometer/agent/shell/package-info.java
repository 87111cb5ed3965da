/** The commands of the shell, their arguments and their completion. */
package io.nephometer.agent.shell;
