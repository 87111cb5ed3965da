/** Installs, replaces and removes plugins as the jars in the folder deploy/ change. */
package io.nephometer.agent.deployer;
