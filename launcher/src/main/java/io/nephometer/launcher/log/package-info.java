/** The log of the process: one line a record. */
package io.nephometer.launcher.log;
