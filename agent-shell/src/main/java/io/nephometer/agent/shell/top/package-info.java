/** The {@code top} command, which displays a table of the instances and redraws the table every second. */
package io.nephometer.agent.shell.top;
