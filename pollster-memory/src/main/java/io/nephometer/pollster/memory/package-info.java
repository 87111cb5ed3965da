/** Reads the memory use of instances. */
package io.nephometer.pollster.memory;
