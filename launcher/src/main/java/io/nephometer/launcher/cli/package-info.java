/**
 * The command line: the specifications of the commands, their options and arguments, and the exceptions thrown when a
 * command fails.
 */
package io.nephometer.launcher.cli;
