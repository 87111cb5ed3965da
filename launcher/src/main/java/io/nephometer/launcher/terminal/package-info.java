/** The terminal connected to the process's standard streams. */
package io.nephometer.launcher.terminal;
