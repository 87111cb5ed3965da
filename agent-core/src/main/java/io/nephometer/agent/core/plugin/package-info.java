/** Keeps the available plugins, and guards all calls to them. */
package io.nephometer.agent.core.plugin;
