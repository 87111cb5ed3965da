/** Runs the sinks of the pipeline, including their transformers and routes. */
package io.nephometer.agent.core.sink;
