/** The jobs of a turn: discover, poll, check, derive. */
package io.nephometer.agent.core.polling;
