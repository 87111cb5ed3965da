/** Asks libvirt: one bulk call for all domains, on threads that can be written off when it does not answer. */
package io.nephometer.hypervisor.libvirt;
