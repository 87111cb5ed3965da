/** The jobs of a turn: discover resources, poll, validate samples, derive meters. */
package io.nephometer.agent.core.polling;
