/** The control socket, through which clients of the shell come in. */
package io.nephometer.agent.core.shell.socket;
