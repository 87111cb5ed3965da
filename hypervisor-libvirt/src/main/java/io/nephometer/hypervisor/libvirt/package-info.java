/**
 * The service Hypervisor, implemented with libvirt: wires the sources of statistics, the connections and the settings.
 */
package io.nephometer.hypervisor.libvirt;
