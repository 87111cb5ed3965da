/** Finds the instances of this host and reads owner, flavor and devices from their domain XML. */
package io.nephometer.discovery.local;
