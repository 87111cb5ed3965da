/** Finds out why a meter is not published. */
package io.nephometer.agent.core.diagnosis;
