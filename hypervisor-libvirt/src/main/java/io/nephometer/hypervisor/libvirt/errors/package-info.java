/** Failures of libvirt, and what they mean to an operator. */
package io.nephometer.hypervisor.libvirt.errors;
