/** The service Hypervisor by libvirt: wires the sources of statistics, the connections and the settings. */
package io.nephometer.hypervisor.libvirt;
