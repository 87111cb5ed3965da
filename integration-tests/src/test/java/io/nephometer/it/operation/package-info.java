/** Suites about the agent's start, commands and settings. */
package io.nephometer.it.operation;
