/** What {@code bin/nephometer} runs: starts the framework with the folder's bundles, or speaks to the agent that runs. */
package io.nephometer.launcher;
