/** The available plugins, and guarded calls into them. */
package io.nephometer.agent.core.plugin;
