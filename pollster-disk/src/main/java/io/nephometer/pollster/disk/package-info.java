/** Reads the disks of instances and the disks of the host. */
package io.nephometer.pollster.disk;
