/**
 * Makes native calls to libvirt and reads the memory that the calls return. Each connection is used by a single thread.
 */
package io.nephometer.hypervisor.libvirt.call;
