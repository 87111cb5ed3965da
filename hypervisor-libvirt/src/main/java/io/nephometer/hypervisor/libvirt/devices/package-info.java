/**
 * Determines which device a statistic belongs to. Receives libvirt's device events and numbers the incarnations of
 * devices.
 */
package io.nephometer.hypervisor.libvirt.devices;
