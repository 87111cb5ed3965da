/** The program {@code bin/nephometer}, whose commands start an agent or use the running agent. */
package io.nephometer.launcher;
