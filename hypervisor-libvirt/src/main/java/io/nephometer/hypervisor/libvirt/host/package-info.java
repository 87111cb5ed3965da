/** Statistics that the files of the host show at less cost than libvirt, after they were compared with those of libvirt. */
package io.nephometer.hypervisor.libvirt.host;
