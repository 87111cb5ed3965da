/** Reads the statistics of the instances' disks and the host's disks. */
package io.nephometer.pollster.disk;
