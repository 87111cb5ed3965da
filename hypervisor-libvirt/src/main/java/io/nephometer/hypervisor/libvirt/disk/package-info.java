/** The sizes of disks on the host. Most sizes are read without a call that wakes the monitor of a domain. */
package io.nephometer.hypervisor.libvirt.disk;
