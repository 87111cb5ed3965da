/** The log of the process. Each log record is written as one line. */
package io.nephometer.launcher.log;
