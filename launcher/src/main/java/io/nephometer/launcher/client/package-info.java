/** The client of the agent's control socket. */
package io.nephometer.launcher.client;
