/** Runs calls with a deadline, on threads that are abandoned if libvirt does not answer. */
package io.nephometer.hypervisor.libvirt.pool;
