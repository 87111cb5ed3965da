/**
 * Reads and checks pipeline.yaml. This package provides the content of the file as values and reports mistakes in the
 * file with their line and column.
 */
package io.nephometer.agent.core.pipeline;
