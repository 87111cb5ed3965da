/** The sizes of disks on the host, mostly without a call that wakes the monitor of a domain. */
package io.nephometer.hypervisor.libvirt.disk;
