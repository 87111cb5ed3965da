/** The command why: follows a meter from its pollster to the broker and finds where it stops. */
package io.nephometer.agent.core.shell.diagnosis;
