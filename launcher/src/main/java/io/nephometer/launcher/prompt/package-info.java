/** The shell: reads commands and has the agent run them. */
package io.nephometer.launcher.prompt;
