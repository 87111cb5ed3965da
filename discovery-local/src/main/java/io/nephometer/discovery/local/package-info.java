/** Finds the instances on this host and reads their owners, flavors and devices from their domains' XML. */
package io.nephometer.discovery.local;
