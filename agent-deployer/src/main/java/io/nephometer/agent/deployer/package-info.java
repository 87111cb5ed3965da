/** Installs, replaces and removes plugins when the jars in the {@code deploy/} folder change. */
package io.nephometer.agent.deployer;
