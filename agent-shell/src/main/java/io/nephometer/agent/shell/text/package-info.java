/** Formats values as text for people and as JSON. */
package io.nephometer.agent.shell.text;
