/** Formats numbers for people. */
package io.nephometer.agent.core.text;
