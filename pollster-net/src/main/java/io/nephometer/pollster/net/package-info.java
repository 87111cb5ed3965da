/** Reads the statistics of the instances' network interfaces and the host's network interfaces. */
package io.nephometer.pollster.net;
