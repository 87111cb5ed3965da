/** Meters of the processor time of instances. */
package io.nephometer.pollster.cpu;
