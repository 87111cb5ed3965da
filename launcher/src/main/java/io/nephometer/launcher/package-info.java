/** The {@code bin/nephometer} program, whose commands start an agent or use the running agent. */
package io.nephometer.launcher;
