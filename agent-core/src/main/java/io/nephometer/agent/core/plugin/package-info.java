/** The plugins that are there, and the guarded calls into them. */
package io.nephometer.agent.core.plugin;
