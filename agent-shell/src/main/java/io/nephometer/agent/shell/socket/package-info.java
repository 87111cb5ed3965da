/** The control socket and the sessions of its clients. */
package io.nephometer.agent.shell.socket;
