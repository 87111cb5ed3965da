/** Statistics from files of the host, which cost less than libvirt's and were compared with them. */
package io.nephometer.hypervisor.libvirt.host;
