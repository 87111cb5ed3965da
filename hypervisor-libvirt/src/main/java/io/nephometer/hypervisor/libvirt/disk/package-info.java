/** The sizes of disks on the host. Most sizes are read without waking a domain's monitor. */
package io.nephometer.hypervisor.libvirt.disk;
