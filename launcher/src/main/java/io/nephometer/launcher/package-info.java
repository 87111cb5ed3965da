/** {@code bin/nephometer}: its commands, which start an agent or use the one that runs. */
package io.nephometer.launcher;
