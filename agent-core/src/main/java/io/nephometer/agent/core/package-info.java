/** The agent: starts with the framework, wires the parts below, and follows the plugins and settings as they change. */
package io.nephometer.agent.core;
