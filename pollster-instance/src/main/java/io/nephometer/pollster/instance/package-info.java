/** Meters of the state of instances and of the pressure in their cgroups. */
package io.nephometer.pollster.instance;
