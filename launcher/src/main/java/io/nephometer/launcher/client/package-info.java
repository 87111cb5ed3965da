/** The client for the agent's control socket. */
package io.nephometer.launcher.client;
