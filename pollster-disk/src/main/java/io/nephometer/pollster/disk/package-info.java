/** Reads the disks of instances and of the host. */
package io.nephometer.pollster.disk;
