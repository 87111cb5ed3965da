/**
 * Reads statistics from files on the host, at a lower cost than from libvirt. The statistics are first compared with
 * libvirt's values.
 */
package io.nephometer.hypervisor.libvirt.host;
