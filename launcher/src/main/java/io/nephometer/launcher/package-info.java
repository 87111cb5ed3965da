/** The program {@code bin/nephometer}, whose commands start an agent or use the running one. */
package io.nephometer.launcher;
