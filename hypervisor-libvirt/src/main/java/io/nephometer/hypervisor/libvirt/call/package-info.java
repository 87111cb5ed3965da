/** libvirt's native calls and the memory that they return, on one connection and for one thread. */
package io.nephometer.hypervisor.libvirt.call;
