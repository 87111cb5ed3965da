/** The command top: a table of the instances that is redrawn each second. */
package io.nephometer.agent.shell.top;
