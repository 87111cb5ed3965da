/** The process's log. Each log record is written as one line. */
package io.nephometer.launcher.log;
