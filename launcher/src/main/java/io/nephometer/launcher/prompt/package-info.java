/** The interactive shell, which reads commands and sends them to the agent. */
package io.nephometer.launcher.prompt;
