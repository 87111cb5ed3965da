/**
 * What the agent shows of itself, as values: its status, a single poll, the mistakes in a pipeline file, and the
 * samples as they are polled.
 */
package io.nephometer.agent.core.view;
