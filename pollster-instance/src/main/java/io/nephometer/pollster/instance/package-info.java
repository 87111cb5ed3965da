/** Reads the states of instances and the pressure statistics from their cgroups. */
package io.nephometer.pollster.instance;
