/** The {@code top} command, which displays a table of the instances and redraws it every second. */
package io.nephometer.agent.shell.top;
