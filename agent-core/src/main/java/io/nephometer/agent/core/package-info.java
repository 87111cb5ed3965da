/**
 * Contains the agent's main component, which connects the parts in the subpackages and responds to changes to plugins
 * and settings.
 */
package io.nephometer.agent.core;
