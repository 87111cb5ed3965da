/** pipeline.yaml as values, and its mistakes with line and column. */
package io.nephometer.agent.core.pipeline;
