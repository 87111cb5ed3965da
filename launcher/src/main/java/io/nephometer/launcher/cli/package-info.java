/**
 * The command line: the commands' specifications, their options and arguments, and the exceptions with which they fail.
 */
package io.nephometer.launcher.cli;
