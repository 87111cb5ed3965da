/** Suites about plugins that come, go and misbehave. */
package io.nephometer.it.plugins;
