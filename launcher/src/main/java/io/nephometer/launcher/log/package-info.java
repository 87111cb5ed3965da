/** The log of the process, in which each record is one line. */
package io.nephometer.launcher.log;
