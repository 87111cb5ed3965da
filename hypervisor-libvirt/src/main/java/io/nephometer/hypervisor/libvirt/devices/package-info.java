/** Determines which device a statistic belongs to: receives libvirt's device events and numbers the incarnations. */
package io.nephometer.hypervisor.libvirt.devices;
