/** Tracks the available plugins, and guards all calls to plugins. */
package io.nephometer.agent.core.plugin;
