/** Failures of libvirt, and explanations of these failures for the operator. */
package io.nephometer.hypervisor.libvirt.errors;
