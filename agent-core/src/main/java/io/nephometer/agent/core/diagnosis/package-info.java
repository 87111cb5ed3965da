/** Explains why a meter is published or absent. */
package io.nephometer.agent.core.diagnosis;
