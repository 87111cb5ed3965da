/** Sinks while the agent runs: transformers, and the routes behind them. */
package io.nephometer.agent.core.sink;
