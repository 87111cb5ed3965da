/** The terminal that is connected to the standard streams of the process. */
package io.nephometer.launcher.terminal;
