/** The command top: a table of the instances that is drawn again each second. */
package io.nephometer.agent.core.shell.top;
