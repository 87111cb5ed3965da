/** Represents failures of libvirt and explains them to the operator. */
package io.nephometer.hypervisor.libvirt.errors;
