/** The terminal of the process. */
package io.nephometer.launcher.terminal;
