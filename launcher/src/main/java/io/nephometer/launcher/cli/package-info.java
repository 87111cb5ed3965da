/** The command line: options, the parsed words, and how a command fails. */
package io.nephometer.launcher.cli;
