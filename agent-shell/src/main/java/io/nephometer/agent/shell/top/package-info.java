/** The command {@code top}, which shows a table of the instances and redraws it every second. */
package io.nephometer.agent.shell.top;
