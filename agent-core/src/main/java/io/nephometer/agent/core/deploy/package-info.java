/** The folder deploy/: jars that are copied into it become running plugins. */
package io.nephometer.agent.core.deploy;
