/** Calls with a deadline, on threads that are abandoned when libvirt does not answer. */
package io.nephometer.hypervisor.libvirt.pool;
