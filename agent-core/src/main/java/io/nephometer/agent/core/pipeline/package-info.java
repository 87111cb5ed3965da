/** Reads and checks pipeline.yaml: provides its content as values, and its mistakes with line and column. */
package io.nephometer.agent.core.pipeline;
