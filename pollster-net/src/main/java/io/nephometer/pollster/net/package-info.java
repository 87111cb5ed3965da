/** Reads the network interfaces of instances and of the host. */
package io.nephometer.pollster.net;
