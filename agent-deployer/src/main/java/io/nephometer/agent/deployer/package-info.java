/** Installs, replaces and removes plugins when the jars in the folder {@code deploy/} change. */
package io.nephometer.agent.deployer;
