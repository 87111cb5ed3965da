/** Reads the memory of instances. */
package io.nephometer.pollster.memory;
