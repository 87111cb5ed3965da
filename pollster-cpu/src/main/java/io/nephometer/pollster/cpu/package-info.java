/** Reads the processor time of instances. */
package io.nephometer.pollster.cpu;
