/** Knows which device a statistic is of: listens to libvirt's device events and numbers the incarnations. */
package io.nephometer.hypervisor.libvirt.devices;
