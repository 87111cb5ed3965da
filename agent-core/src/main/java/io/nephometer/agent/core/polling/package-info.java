/** Runs the jobs of a turn: discovers resources, calls pollsters, validates samples and derives meters. */
package io.nephometer.agent.core.polling;
