/**
 * The agent's component: starts with the framework, connects the parts in the subpackages, and follows changes to
 * plugins and settings.
 */
package io.nephometer.agent.core;
