/** The commands of the shell and the words that they take. */
package io.nephometer.agent.core.shell;
