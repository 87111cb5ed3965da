/** What the agent shows of itself, as values: its status, one poll, what is wrong in a pipeline.yaml, and the samples as they pass. */
package io.nephometer.agent.core.view;
