/** Finds the instances of this host and reads what their domain XML says of owner, flavor and devices. */
package io.nephometer.discovery.local;
