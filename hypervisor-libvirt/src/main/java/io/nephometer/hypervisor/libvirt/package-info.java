/**
 * Implements the service {@code Hypervisor} with libvirt: wires together the sources of statistics, the connections and
 * the settings.
 */
package io.nephometer.hypervisor.libvirt;
