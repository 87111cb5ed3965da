/** Reads and checks pipeline.yaml: its content as values, its mistakes with line and column. */
package io.nephometer.agent.core.pipeline;
