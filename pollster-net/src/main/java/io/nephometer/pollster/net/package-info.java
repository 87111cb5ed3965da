/** Reads the network interfaces of instances and the network interfaces of the host. */
package io.nephometer.pollster.net;
