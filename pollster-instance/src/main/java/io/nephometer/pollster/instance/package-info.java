/** Reads the state of instances and the pressure in their cgroups. */
package io.nephometer.pollster.instance;
