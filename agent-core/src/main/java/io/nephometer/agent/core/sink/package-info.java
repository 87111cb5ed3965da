/** Runs the sinks of the pipeline: their transformers, and the routes that follow them. */
package io.nephometer.agent.core.sink;
