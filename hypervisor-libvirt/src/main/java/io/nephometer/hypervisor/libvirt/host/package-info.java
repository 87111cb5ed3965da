/**
 * Reads statistics from files on the host, which is cheaper than querying libvirt. The statistics are used only after
 * they have matched libvirt's values.
 */
package io.nephometer.hypervisor.libvirt.host;
