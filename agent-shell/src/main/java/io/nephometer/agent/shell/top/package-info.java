/** The command top: a table of the instances that is redrawn every second. */
package io.nephometer.agent.shell.top;
