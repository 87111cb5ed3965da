/** Sinks at run time: their transformers, and the routes that follow them. */
package io.nephometer.agent.core.sink;
